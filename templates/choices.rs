choices! {
    {{ name }}, or {{ otherwise }}:
{% for try in tries %}
    {{ try[0] }} => {{ try[1] }},
{% endfor %}
}

