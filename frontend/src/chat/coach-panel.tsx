export default function Layer(_: { isOpen?: boolean; close: () => void }) {
  return null;
}
