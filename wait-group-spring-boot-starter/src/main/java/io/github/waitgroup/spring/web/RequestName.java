package io.github.waitgroup.spring.web;

/** What a request is called. */
final class RequestName {

    private static final int LONGEST = 100;

    /** What a WebSocket has in the place of a method. */
    static final String WEB_SOCKET = "WebSocket";

    private RequestName() {}

    /** Method and path, or pattern. Clients choose them, so there is a limit. */
    static String of(String method, String path) {
        String name = method + " " + path;
        return name.length() <= LONGEST ? name : name.substring(0, LONGEST - 1) + "…";
    }
}
