// A picture on its way to the server, with its progress.
import type { components } from "./generated/openapi";
import { Away, type Problem, Refused } from "./problem";
import { accessToken } from "./sign-in";

export type Upload = components["schemas"]["UploadOut"];

/** Send one picture; `progress` hears the part that is sent, from 0 to 1. */
export async function upload(
  file: Blob,
  progress: (part: number) => void,
  signal?: AbortSignal,
): Promise<Upload> {
  const bearer = await accessToken();
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch tells no progress of what it sends
    request.open("POST", "/api/uploads");
    request.setRequestHeader("Authorization", `Bearer ${bearer}`);
    request.responseType = "json";
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) progress(event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status === 201) resolve(request.response as Upload);
      else reject(request.response ? new Refused(request.response as Problem) : new Away());
    };
    request.onerror = () => reject(new Away());
    request.onabort = () => reject(new DOMException("The upload was stopped.", "AbortError"));
    signal?.addEventListener("abort", () => request.abort());
    const form = new FormData();
    form.append("file", file);
    request.send(form);
  });
}
