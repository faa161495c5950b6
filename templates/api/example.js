async function read(file) {
  const form = new FormData();
  form.append("photo", file);
  const response = await fetch("{{ site }}api/v1/read", { method: "POST", body: form });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail);
  return answer.text;
}
