// Defines the limits that client and server share, as plain constants, so that the web client can import them.

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** The lengths of names, titles and messages are counted in characters, which are Unicode code points. */
export const MAX_NAME_LENGTH = 32;
export const MAX_TITLE_LENGTH = 80;
/** Combining marks in a row in a name or title: Vietnamese takes two, pointed Hebrew four. */
export const MAX_MARKS_IN_NAMES = 4;
/** What of the marks in a row is shown in a message. Tibetan and Burmese stack the most. */
export const MAX_MARKS_SHOWN = 8;
/** The longest id of a member or a message. */
export const MAX_ID_LENGTH = 64;
export const MAX_MESSAGE_LENGTH = 4000;

/** A nonce is printable ASCII, so that it can be returned unchanged in a small frame. */
export const NONCE_PATTERN = "^[A-Za-z0-9_.:-]{1,64}$";
export const AVATAR_PATTERN = "^[a-z][a-z0-9-]{0,23}$";
/** A language tag, as "de" or "pt-BR"; no registered one is longer than this. */
export const LANGUAGE_TAG_PATTERN = "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$";
export const MAX_LANGUAGE_TAG_LENGTH = 35;

/** The most reactions to one message, from all members together. */
export const MAX_REACTIONS = 100;

/** The life that a message may have of its own (L8), and how long one waits to be seen at most. */
export const MIN_VANISH_SECONDS = 10;
export const MAX_VANISH_SECONDS = 86_400;
/** The most messages in one `vanish` event, and the most seqs in one `seen`. */
export const MAX_VANISHED_PER_EVENT = 500;
export const MAX_SEEN_PER_FRAME = 100;
/** After a restart, messages wait this long for their readers to come back. */
export const READERS_RETURN_MS = 5 * MINUTE_MS;

/** The most messages on a room's board, and the most bytes that they take together as they are sent. */
export const MAX_PINS = 20;
export const MAX_BOARD_BYTES = 128 * 1024;

/** The most files in one message. */
export const MAX_FILES_PER_MESSAGE = 10;
/** The most files of one member in one room that no message has taken, and how long these are kept. */
export const MAX_UNSAID_FILES = 100;
export const UNSAID_FILE_TTL_MS = 10 * MINUTE_MS;
/** The longest name of a file, in UTF-8 bytes: file systems take 255, and a browser may add a number. */
export const MAX_FILE_NAME_BYTES = 200;
/** The longest time that a recording may claim to last. */
export const MAX_FILE_SECONDS = 7 * 24 * 3600;
/** How long a ticket lets its holder read the files of a room. */
export const FILE_TICKET_MS = 10 * MINUTE_MS;

/** The largest WebSocket frame a client may send. Bun closes the socket with 1009 beyond it. */
export const MAX_FRAME_BYTES = 64 * 1024;
/** The most bytes of events in one `welcome` or `replay` frame. Further missed events follow in more frames. */
export const MAX_PAGE_BYTES = 256 * 1024;
/** The most codes in one request for the living rooms among them (R11). */
export const MAX_CODES_PER_REQUEST = 20;
/** The most messages in one REST page. */
export const MAX_PAGE_MESSAGES = 500;

/** A socket that has not joined after this time is closed. */
export const JOIN_DEADLINE_MS = 10_000;
/** A socket that may try another join gets this long, because typing a password takes a while. */
export const JOIN_RETRY_DEADLINE_MS = 120_000;
/** `user_left` is sent this long after a member's last socket has closed, so that reloading a page is not announced. */
export const LEAVE_GRACE_MS = 10_000;
/** `typing` is passed on at most once per TYPING_INTERVAL_MS and member. Clients stop showing it after TYPING_FADE_MS. */
export const TYPING_INTERVAL_MS = 3_000;
export const TYPING_FADE_MS = 5_000;
/** A room with `idleMinutes` that nobody ever joined ends after this time. */
export const NEVER_JOINED_LIFE_MS = 10 * MINUTE_MS;
/** How long an ended room's code answers 410. */
export const ENDED_CODE_TTL_MS = DAY_MS;
/** A socket is closed with 4029 after this many refused frames in a row. */
export const MAX_REFUSED_IN_A_ROW = 30;
/** The most open sockets of one member in one room. Beyond it, the oldest one is closed. */
export const MAX_SESSIONS_PER_MEMBER = 20;
/** A member may send a burst of this many messages, edits and reactions, then one per interval. Earlier ones are delayed. */
export const MESSAGE_BURST = 5;
export const MESSAGE_INTERVAL_MS = 500;
/** The longest such delay. A message that would have to wait longer is refused. */
export const MAX_MESSAGE_WAIT_MS = 5_000;
/** A socket may send a burst of this many frames, then this many per second. */
export const FRAME_BURST = 100;
export const FRAMES_PER_SECOND = 20;

export const MIN_LIFE_MS = MINUTE_MS;
export const MAX_LIFE_MS = 30 * DAY_MS;

/** The longest slow mode: a member talks once an hour. */
export const MAX_SLOW_MODE_SECONDS = 3_600;
/** The most members on a room's member list, and the most members whose last visit a room remembers. */
export const MAX_REMEMBERED_MEMBERS = 1_000;
export const MAX_BANS = 1_000;
export const MAX_MUTES = 1_000;
/** A kicked member is kept out of the room for this long (G15), and a room keeps out this many of them at a time. */
export const KICK_MS = 5 * MINUTE_MS;
export const MAX_KICKS = 1_000;
export const MAX_ADMINS = 100;
/** The most valid invites of a room, and the most uses of one invite. */
export const MAX_INVITES = 100;
export const MAX_INVITE_USES = 1_000;
/** The most members who wait to be let into a room. A knock over REST lasts for KNOCK_TTL_MS unless it is repeated. */
export const MAX_KNOCKS = 100;
export const KNOCK_TTL_MS = MINUTE_MS;
/** A member may knock at a room this many times at once, then once per interval, because the owner and admins see each. */
export const KNOCK_BURST = 10;
export const KNOCK_INTERVAL_MS = 6_000;
/** A room whose owner has not been present for this long may be taken over (G9). */
export const OWNER_ABSENCE_MS = DAY_MS;
/** Limits the tries of a room's password, by one member and by all together: a burst, then one try per interval. */
export const PASSWORD_TRY_BURST = 10;
export const PASSWORD_TRY_INTERVAL_MS = 6_000;
export const ROOM_PASSWORD_TRY_BURST = 100;
export const ROOM_PASSWORD_TRY_INTERVAL_MS = 500;
/** The most rooms or members in one page of a list. */
export const MAX_LIST_PAGE = 200;
