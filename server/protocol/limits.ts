// The numbers client and server agree on. Plain constants: the web client imports them as they are.

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** In characters, that is Unicode code points. */
export const MAX_NAME_LENGTH = 32;
export const MAX_TITLE_LENGTH = 80;
/** Combining marks in a row in a name or title: Vietnamese takes two, pointed Hebrew four. */
export const MAX_MARKS_IN_NAMES = 4;
/** What of the marks in a row is shown in a message. Tibetan and Burmese stack the most. */
export const MAX_MARKS_SHOWN = 8;
/** Of a member's or a message's id. */
export const MAX_ID_LENGTH = 64;
export const MAX_MESSAGE_LENGTH = 4000;

/** A nonce is printable ASCII, so that it can be given back as it came in a small frame. */
export const NONCE_PATTERN = "^[A-Za-z0-9_.:-]{1,64}$";
export const AVATAR_PATTERN = "^[a-z][a-z0-9-]{0,23}$";

/** Reactions of everybody to one message. */
export const MAX_REACTIONS = 100;

/** One WebSocket frame from a client; Bun closes with 1009 beyond it. */
export const MAX_FRAME_BYTES = 64 * 1024;
/** Bytes of events in one `welcome` or `replay` frame; longer catch-ups go out in several. */
export const MAX_PAGE_BYTES = 256 * 1024;
/** Codes in one question which of them live. */
export const MAX_CODES_PER_REQUEST = 20;
/** Messages in one REST page. */
export const MAX_PAGE_MESSAGES = 500;

/** A socket that has not joined by then is closed. */
export const JOIN_DEADLINE_MS = 10_000;
/** Nor one that may try another join: typing a password takes a while. */
export const JOIN_RETRY_DEADLINE_MS = 120_000;
/** "Left" is said only after this, so that a reload is silent. */
export const LEAVE_GRACE_MS = 10_000;
/** Typing is passed on at most this often for one member, and fades after TYPING_FADE_MS. */
export const TYPING_INTERVAL_MS = 3_000;
export const TYPING_FADE_MS = 5_000;
/** A room with an idle life that nobody ever joined ends after this. */
export const NEVER_JOINED_LIFE_MS = 10 * MINUTE_MS;
/** How long an ended room's code answers 410. */
export const ENDED_CODE_TTL_MS = DAY_MS;
/** Refused frames in a row that close a socket with 4029. */
export const MAX_REFUSED_IN_A_ROW = 30;
/** Open sockets of one member in one room; the oldest makes way. */
export const MAX_SESSIONS_PER_MEMBER = 20;
/** Messages, edits and reactions of one member: so many at once, then one in so long; one that is early waits its turn. */
export const MESSAGE_BURST = 5;
export const MESSAGE_INTERVAL_MS = 500;
/** What would have to wait longer is refused. */
export const MAX_MESSAGE_WAIT_MS = 5_000;
/** Frames of one socket: a burst, then so many a second. */
export const FRAME_BURST = 100;
export const FRAMES_PER_SECOND = 20;

export const MIN_LIFE_MS = MINUTE_MS;
export const MAX_LIFE_MS = 30 * DAY_MS;

/** The longest slow mode: a member talks once an hour. */
export const MAX_SLOW_MODE_SECONDS = 3_600;
/** Members a room remembers, beside those present: the list of who was let in, and who was seen. */
export const MAX_REMEMBERED_MEMBERS = 1_000;
export const MAX_BANS = 1_000;
export const MAX_MUTES = 1_000;
export const MAX_ADMINS = 100;
/** Invites of a room that are good still, and how often one may be used. */
export const MAX_INVITES = 100;
export const MAX_INVITE_USES = 1_000;
/** Who waits to be let in at once; a knock over REST lasts so long unless it is repeated. */
export const MAX_KNOCKS = 100;
export const KNOCK_TTL_MS = MINUTE_MS;
/** Knocks of one member at a room, each told to its keepers: so many at once, then one in so long. */
export const KNOCK_BURST = 10;
export const KNOCK_INTERVAL_MS = 6_000;
/** A room whose owner has been away so long may be taken. */
export const OWNER_ABSENCE_MS = DAY_MS;
/** Passwords of a room tried by one member, and by all: so many at once, then one in so long. */
export const PASSWORD_TRY_BURST = 10;
export const PASSWORD_TRY_INTERVAL_MS = 6_000;
export const ROOM_PASSWORD_TRY_BURST = 100;
export const ROOM_PASSWORD_TRY_INTERVAL_MS = 500;
/** Rooms and members in one page of a listing. */
export const MAX_LIST_PAGE = 200;
