/** The mark: a load curve over what was expected, in a frame. */
export function Mark({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 22 22" aria-hidden="true" fill="none">
      <rect x="1" y="1" width="20" height="20" rx="3" stroke="var(--ink)" strokeWidth="1.5" />
      <path d="M4 15.5 8.5 11l3.5 3 6-5.5" stroke="var(--model)" strokeWidth="2" opacity=".55" />
      <path d="M4 15.5 8.5 11l3.5 3L18 6.5" stroke="var(--ink)" strokeWidth="1.75" />
    </svg>
  );
}
