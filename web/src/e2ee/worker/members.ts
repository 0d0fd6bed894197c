// Who is called what in an encrypted room. The server knows members as "Member", "Member 2"; their names and faces come sealed.
import { UNKNOWN_NAME } from "#protocol/erased-name";
import type { LogEvent, Pin, PresentMember, RoomEvent, ServerFrame } from "#protocol/frames";

export type Profile = { readonly name: string; readonly avatar: string | null };

/** The server's word for a member of such a room. */
const NEUTRAL = /^Member(?= \d+$|$)/;
/** What it says where an earlier title was erased. Whatever else happens to a room is told by its fields. */
const TITLE_CHANGED = " changed the title";

export class Members {
  readonly #profiles = new Map<string, Profile>();
  readonly #neutralWord: string;
  /** Who is present, by the server's names. */
  #present: readonly PresentMember[] = [];

  constructor(neutralWord: string) {
    this.#neutralWord = neutralWord;
  }

  get count(): number {
    return this.#present.length;
  }

  has = (id: string): boolean => this.#profiles.has(id);
  get = (id: string): Profile | undefined => this.#profiles.get(id);

  set(id: string, profile: Profile): void {
    this.#profiles.set(id, profile);
  }

  forget(id: string): void {
    this.#profiles.delete(id);
  }

  /** @param name what the server calls them, which is never a name */
  nameOf(id: string, name: string): string {
    const known = this.#profiles.get(id)?.name;
    if (known !== undefined || name === UNKNOWN_NAME) return known ?? name;
    return NEUTRAL.test(name) ? name.replace(NEUTRAL, this.#neutralWord) : this.#neutralWord;
  }

  name<M extends { id: string; name: string; avatar: string | null }>(member: M): M {
    const avatar = this.#profiles.get(member.id)?.avatar ?? null;
    return { ...member, name: this.nameOf(member.id, member.name), avatar };
  }

  /** Returns all who are present. */
  get roster(): PresentMember[] {
    return this.#present.map((member) => this.name(member));
  }

  event<E extends LogEvent | Pin>(event: E): E {
    if (event.userId === undefined) return event;
    const { userId } = event;
    const user = userId === null ? event.user : this.nameOf(userId, event.user);
    const named = { ...event, user };
    if ("avatar" in event) Object.assign(named, { avatar: this.#profiles.get(userId ?? "")?.avatar ?? null });
    const { target } = event as Partial<RoomEvent>;
    if (target) Object.assign(named, { target: { ...target, name: this.nameOf(target.id, target.name) } });
    if ("room" in event) {
      const isTitle = event.message === event.user + TITLE_CHANGED;
      Object.assign(named, { message: isTitle ? user + TITLE_CHANGED : "" });
    }
    return named;
  }

  /** Follows who is present, and returns the frame with names in it. */
  frame(frame: ServerFrame): ServerFrame {
    switch (frame.type) {
      case "welcome":
        this.#present = frame.members;
        return {
          ...frame,
          you: this.name(frame.you),
          members: this.roster,
          ...(frame.knocks && {
            knocks: frame.knocks.map((knock) => ({ ...knock, user: this.nameOf(knock.userId, knock.user) })),
          }),
        };
      case "roster":
        this.#present = frame.members;
        return { ...frame, members: this.roster };
      case "user_joined": {
        const { userId: id, user: name, avatar, role } = frame;
        const others = this.#present.filter((one) => one.id !== id);
        this.#present = [...others, { id, name, avatar, role, away: false }];
        return { ...frame, user: this.nameOf(id, name), avatar: this.#profiles.get(id)?.avatar ?? null };
      }
      case "user_left":
        this.#present = this.#present.filter(({ id }) => id !== frame.userId);
        return { ...frame, user: this.nameOf(frame.userId, frame.user) };
      case "away":
        this.#present = this.#present.map((one) => (one.id === frame.userId ? { ...one, away: frame.on } : one));
        return { ...frame, user: this.nameOf(frame.userId, frame.user) };
      case "typing":
        return { type: "typing", userId: frame.userId, user: this.nameOf(frame.userId, frame.user) };
      case "knock":
        return { ...frame, user: this.nameOf(frame.userId, frame.user) };
      case "forgotten":
        this.forget(frame.userId);
        this.#present = this.#present.filter(({ id }) => id !== frame.userId);
        return frame;
      default:
        return frame;
    }
  }
}
