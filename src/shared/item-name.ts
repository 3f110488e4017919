/** An item as a cashier says it, with how it is had; the name alone without options. Worked: 마라탕, 2단계 → "마라탕 2단계". */
export function nameWithOption(name: string, option: string | null): string {
  return option ? `${name} ${option}` : name;
}
