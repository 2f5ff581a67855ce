// Files go with the form itself when it is sent, never with what we ask of the server on the way.
export function withoutFiles(body) {
  for (const [name, value] of [...body]) {
    if (value instanceof File) body.delete(name);
  }
  return body;
}
