// An OAuth 2.0 server, oidc-provider, in front of a mock server: what is not the provider's own is
// let through with a token that the provider gave and that is still good, and else answered with 401.
// `run` sets PORT and UPSTREAM in the environment.
import http from "node:http";
import Provider from "oidc-provider";

const { PORT, UPSTREAM } = process.env;

// Short lives are those of the client whose id says so.
const client = (client_id) => ({
  client_id,
  client_secret: "s/e+c=r:e%t&",
  grant_types: ["client_credentials"],
  redirect_uris: [],
  response_types: [],
  token_endpoint_auth_method: "client_secret_basic",
});

const provider = new Provider(`http://127.0.0.1:${PORT}`, {
  clients: [client("mdb_sa_id_long"), client("mdb_sa_id_short")],
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    revocation: { enabled: true },
  },
  routes: { token: "/api/oauth/token", revocation: "/api/oauth/revoke" },
  ttl: {
    ClientCredentials: (_context, _token, client) => (client.clientId.endsWith("short") ? 4 : 600),
  },
});
const authorization = provider.callback();

async function isGood(header = "") {
  const token = await provider.ClientCredentials.find(header.replace(/^Bearer /, ""));
  return token !== undefined && token.isValid;
}

function forward(request, response) {
  const { method, url, headers } = request;
  const options = { host: "127.0.0.1", port: UPSTREAM, method, path: url, headers };
  const upstream = http.request(options, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  upstream.on("error", () => response.writeHead(502).end());
  request.pipe(upstream);
}

async function handle(request, response) {
  if (request.url.startsWith("/api/oauth/")) return authorization(request, response);
  if (await isGood(request.headers.authorization)) return forward(request, response);
  const body = JSON.stringify({ error: 401, errorCode: "TOKEN_NOT_GOOD", detail: "The token is not good." });
  return response.writeHead(401, { "content-type": "application/json" }).end(body);
}

http
  .createServer((request, response) => {
    handle(request, response).catch((error) => {
      console.error(error);
      response.writeHead(500).end();
    });
  })
  .listen(Number(PORT), "127.0.0.1");
