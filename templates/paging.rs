impl<'a> {{ builder }}<'a> {
    /// The items of this page and of all behind it, as a stream.
    #[inline]
    pub fn {{ method }}(self) -> paging::Items<'a, {{ item }}, {{ error }}> {
        fn page(this: {{ builder }}<'_>) -> paging::Fetch<'_, {{ item }}, {{ error }}> {
            Box::pin(async move {
                let response = this.clone().send().await?;
{% if mark %}
                let mark: Option<String> = {{ mark }};
{% endif %}
{% if more %}
                let more = {{ more }};
{% endif %}
                let items: Vec<{{ item }}> = {{ items }};
                let next = {% if more %}if more { this.1.{{ next }} } else { None }{% else %}this.1.{{ next }}{% endif %};
                Ok(paging::Page { items, next: next.map(|call| page({{ builder }}(this.0, call))) })
            })
        }
        paging::Items::new(page(self))
    }
}
