package io.github.waitgroup.spring.web;

/** The names of requests as tasks. */
final class RequestName {

    /** The word that stands for the method in the name of a WebSocket. */
    static final String WEB_SOCKET = "WebSocket";

    private RequestName() {}

    /** Method, and path or pattern. Clients choose the length; the group cuts it. */
    static String of(String method, String path) {
        return method + " " + path;
    }
}
