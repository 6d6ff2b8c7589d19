/** Our sign: two inputs, one neuron, and what it says. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <path
        d="M7 8 18 16 7 24M18 16h8"
        fill="none"
        stroke="currentColor"
        stroke-width="2.5"
        stroke-linecap="round"
      />
      <circle cx="7" cy="8" r="3.5" fill="currentColor" />
      <circle cx="7" cy="24" r="3.5" fill="currentColor" />
      <circle cx="18" cy="16" r="5.5" fill="currentColor" />
      <circle cx="27" cy="16" r="2.5" fill="currentColor" />
    </svg>
  );
}
