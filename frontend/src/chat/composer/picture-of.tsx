// A picture that is on this device.
import { useEffect, useState } from "react";
import type { KeptFile } from "@/live/local-database";

export function PictureOf({ file, className }: { file: KeptFile; className: string }) {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(file.content);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [file.content]);
  return <img src={address} alt={file.name} className={className} />;
}
