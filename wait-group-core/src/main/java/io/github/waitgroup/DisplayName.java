package io.github.waitgroup;

/**
 * Names of tasks and groups as they are shown, whoever chose them: at most {@value #MAX_LENGTH} characters, none of
 * them invisible. Groups apply it to each name that they are given.
 */
public final class DisplayName {

    /** The most characters that a name is shown with. */
    public static final int MAX_LENGTH = 100;

    private static final char REPLACEMENT = '\ufffd';

    private DisplayName() {}

    /**
     * Returns the name as it is shown: cut if it is longer than {@link #MAX_LENGTH}, and with a replacement for each
     * character that could break a line, move the cursor or turn the direction of the text.
     *
     * @param name any name
     * @return the name as it is shown; the same object if there is nothing to do
     */
    public static String of(String name) {
        if (isPlain(name)) {
            return name;
        }
        boolean isCut = name.length() > MAX_LENGTH;
        int end = isCut ? MAX_LENGTH - 1 : name.length();
        if (isCut && Character.isSurrogatePair(name.charAt(end - 1), name.charAt(end))) {
            end--;
        }
        StringBuilder shown = new StringBuilder(end + 1);
        boolean changes = isCut;
        for (int i = 0; i < end; i += Character.charCount(name.codePointAt(i))) {
            int character = name.codePointAt(i);
            boolean visible = isVisible(character);
            shown.appendCodePoint(visible ? character : REPLACEMENT);
            changes |= !visible;
        }
        if (isCut) {
            shown.append('…');
        }
        return changes ? shown.toString() : name;
    }

    /** Whether the name is short and has nothing but visible ASCII: most have, and are looked through once. */
    private static boolean isPlain(String name) {
        int length = name.length();
        if (length > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char character = name.charAt(i);
            if (character < ' ' || character > '~') {
                return false;
            }
        }
        return true;
    }

    private static boolean isVisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }
}
