"""Training, registry and batch prediction on Vertex AI; `google-cloud-aiplatform` loads on use."""
