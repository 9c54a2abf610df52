import Link from "next/link";

export default function NotFound() {
  return (
    <main style={{ maxWidth: 480, margin: "20vh auto", padding: "0 16px" }}>
      <h1>There is no page at this address</h1>
      <p style={{ marginTop: 8 }}>
        Go to the <Link href="/">overview</Link>.
      </p>
    </main>
  );
}
