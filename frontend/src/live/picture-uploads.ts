// Pictures on their way to the server: each goes up once, however many ask for it, and shows how far it is.
import { type Upload, upload } from "@/api/upload";
import type { KeptFile } from "./local-database";

export type Progress =
  | { state: "waiting" }
  | { state: "sending"; part: number }
  | { state: "sent" }
  | { state: "failed"; error: unknown };

interface Journey {
  promise: Promise<Upload>;
  stop: AbortController;
}

class PictureUploads {
  private readonly journeys = new Map<string, Journey>();
  private readonly progress = new Map<string, Progress>();
  private readonly watchers = new Set<() => void>();

  watch = (work: () => void): (() => void) => {
    this.watchers.add(work);
    return () => this.watchers.delete(work);
  };

  of = (id: string): Progress | undefined => this.progress.get(id);

  /** The id of the upload, as soon as the server has the picture; a failure may be tried again. */
  async send(file: KeptFile): Promise<string> {
    if (file.upload !== null) return file.upload;
    const journey = this.journeys.get(file.id) ?? this.begin(file);
    const { id } = await journey.promise;
    file.upload = id;
    return id;
  }

  /** The picture is not wanted any more. */
  stop(id: string): void {
    this.journeys.get(id)?.stop.abort();
    this.journeys.delete(id);
    this.progress.delete(id);
  }

  private begin(file: KeptFile): Journey {
    const stop = new AbortController();
    const tell = (part: number) => this.tell(file.id, { state: "sending", part });
    const promise = upload(file.content, tell, stop.signal).then(
      (sent) => {
        this.tell(file.id, { state: "sent" });
        return sent;
      },
      (error: unknown) => {
        this.journeys.delete(file.id);
        if (!stop.signal.aborted) this.tell(file.id, { state: "failed", error });
        throw error;
      },
    );
    const journey = { promise, stop };
    this.journeys.set(file.id, journey);
    this.tell(file.id, { state: "sending", part: 0 });
    return journey;
  }

  private tell(id: string, progress: Progress): void {
    this.progress.set(id, progress);
    for (const work of this.watchers) work();
  }
}

export const pictureUploads = new PictureUploads();
