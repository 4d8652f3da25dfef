//! Uses all that a crate made of `base.yaml` has, with the types written out: what of it does not
//! compile with another crate is a break.

#![allow(dead_code, unused, deprecated, unreachable_code)]

use std::collections::BTreeMap;
use std::fmt::Debug;

use pets::operations::{
    CreatePet, CreatePetError, DeletePet, DeletePetError, GetPet, GetPetError, ListPets,
    ListPetsError, PutAnimal, PutAnimalError,
};
use pets::runtime::json::Maybe;
use pets::types::{
    Animal, Cat, Dog, GetPetView, Kind, NewPet, Owner, OwnerAddress, Pet, PetPage, Problem,
};
use pets::{Client, ClientBuilder, Response};

fn is<T: Debug + Clone + PartialEq + Send + Sync + Unpin + 'static>() {}
fn hashes<T: Eq + std::hash::Hash>() {}
fn has_default<T: Default>() {}
fn is_error<T: std::error::Error + Send + Sync + 'static>() {}

fn traits() {
    is::<Animal>();
    is::<Cat>();
    is::<Dog>();
    is::<GetPetView>();
    is::<Kind>();
    is::<NewPet>();
    is::<Owner>();
    is::<OwnerAddress>();
    is::<Pet>();
    is::<PetPage>();
    is::<Problem>();
    hashes::<Kind>();
    hashes::<GetPetView>();
    has_default::<Cat>();
    has_default::<Dog>();
    is_error::<CreatePetError>();
    is_error::<DeletePetError>();
    is_error::<GetPetError>();
    is_error::<ListPetsError>();
    is_error::<PutAnimalError>();
}

fn reads(pet: Pet, page: PetPage, problem: Problem, owner: Owner) {
    let Pet { id, name, age, weight, kind, tags, labels, note, owner: of, parent, .. } = pet;
    let _: (String, String) = (id, name);
    let _: (Option<i32>, Option<f64>) = (age, weight);
    let _: (Option<Kind>, Option<Vec<String>>) = (kind, tags);
    let _: Option<BTreeMap<String, String>> = labels;
    let _: Maybe<String> = note;
    let _: Option<Owner> = of;
    let _: Option<Box<Pet>> = parent;
    let PetPage { items, next, .. } = page;
    let _: (Vec<Pet>, Option<String>) = (items, next);
    let Problem { code, detail, .. } = problem;
    let _: (Option<i32>, Option<String>) = (code, detail);
    let Owner { email, address, .. } = owner;
    let _: (String, Option<OwnerAddress>) = (email, address.clone());
    let _: Option<Option<String>> = address.map(|address| address.city);
}

fn matches(kind: Kind, view: GetPetView, animal: Animal) {
    match kind {
        Kind::Cat | Kind::Dog => {}
        Kind::Unknown(_) => {}
        _ => {}
    }
    match view {
        GetPetView::Short | GetPetView::Long => {}
        GetPetView::Unknown(_) => {}
        _ => {}
    }
    match animal {
        Animal::Cat(cat) => {
            let _: Cat = cat;
        }
        Animal::Dog(dog) => {
            let _: Dog = dog;
        }
        Animal::Unknown(_) => {}
        _ => {}
    }
    let _: &str = Kind::Cat.as_str();
    let _: Kind = Kind::from("cat");
    let _: GetPetView = GetPetView::from("long");
    let _: Animal = Animal::from(Cat::new());
    let _: Animal = Animal::from(Dog::new());
}

fn builds() -> NewPet {
    let cat: Cat = Cat::new().lives(9_i32);
    let dog: Dog = Dog::new().good(true);
    let _: (Option<i32>, Option<bool>) = (cat.lives, dog.good);
    let mut pet: NewPet = NewPet::new(Kind::Cat, "Tom").age(3_i32).tags(vec![String::new()]);
    let _: (&String, &Kind) = (&pet.name, &pet.kind);
    let _: (Option<i32>, &Option<Vec<String>>) = (pet.age, &pet.tags);
    pet.age = None;
    pet
}

fn client() -> Client {
    let builder: ClientBuilder = Client::builder().base_url("https://pets.example.com").key("secret");
    builder.build().unwrap()
}

async fn calls(client: &Client) {
    let list: ListPets<'_> = client.list_pets();
    let list: ListPets<'_> = list.kind(Kind::Dog).limit(3_i32).names(vec![String::new()]).x_trace("t");
    let listed: Result<Response<PetPage>, ListPetsError> = list.send().await;
    match listed {
        Ok(response) => {
            let _: &PetPage = response.body();
            let _: Option<i32> = response.header(pets::headers::X_TOTAL);
        }
        Err(ListPetsError::BadRequest(response)) => {
            let _: Response<Problem> = *response;
        }
        Err(other) => drop(other.failure()),
    }
    let create: CreatePet<'_> = client.create_pet(builds());
    let created: Result<Response<Pet>, CreatePetError> = create.send().await;
    match created {
        Err(CreatePetError::Conflict(response)) => {
            let _: Response<Problem> = *response;
        }
        Err(CreatePetError::UnprocessableContent(response)) => {
            let _: Response<()> = *response;
        }
        _ => {}
    }
    let get: GetPet<'_> = client.get_pet("a", GetPetView::Short);
    let got: Result<Response<Pet>, GetPetError> = get.send().await;
    if let Err(GetPetError::NotFound(response)) = got {
        let _: Response<Problem> = *response;
    }
    let delete: DeletePet<'_> = client.delete_pet("");
    let deleted: Result<Response<()>, DeletePetError> = delete.send().await;
    let put: PutAnimal<'_> = client.put_animal(1_i64).body(Cat::new());
    let put: Result<Response<Animal>, PutAnimalError> = put.send().await;
}
