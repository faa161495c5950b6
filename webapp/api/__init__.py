"""The API for programs: routes, its OpenAPI document, problem details."""
