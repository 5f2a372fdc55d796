package io.github.waitgroup.spring.web;

/** What a request is called. */
final class RequestName {

    /** What a WebSocket has in the place of a method. */
    static final String WEB_SOCKET = "WebSocket";

    private RequestName() {}

    /** Method and path, or pattern. Clients choose them; the group shows a limited part. */
    static String of(String method, String path) {
        return method + " " + path;
    }
}
