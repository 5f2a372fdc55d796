package io.github.waitgroup.spring.web;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.WebApplication;
import java.util.List;
import java.util.stream.Stream;

/** A server with a shop on it. A test runs on each server that can do what it needs. */
enum Server {
    TOMCAT {
        @Override
        WebApplication open(List<Class<?>> more, String... arguments) {
            return WebApplication.run(with(Shop.OnTomcat.class, more), arguments);
        }

        @Override
        WebApplication openWithSockets(String... arguments) {
            return open(ShopSockets.OnTomcat.class, arguments);
        }
    },
    JETTY {
        @Override
        WebApplication open(List<Class<?>> more, String... arguments) {
            return WebApplication.run(with(Shop.OnJetty.class, more), arguments);
        }

        @Override
        WebApplication openWithSockets(String... arguments) {
            return open(ShopSockets.OnJetty.class, arguments);
        }
    },
    NETTY {
        @Override
        WebApplication open(List<Class<?>> more, String... arguments) {
            String[] all = Stream.concat(Stream.of(arguments), ReactiveShop.ARGUMENTS.stream())
                    .toArray(String[]::new);
            return WebApplication.runReactive(with(ReactiveShop.OnNetty.class, more), all);
        }

        @Override
        WebApplication openWithSockets(String... arguments) {
            return open(arguments);
        }
    };

    /** Opens the shop with further configuration of a test. */
    abstract WebApplication open(List<Class<?>> more, String... arguments);

    /** Opens the shop with WebSockets. That of WebFlux always has them. */
    abstract WebApplication openWithSockets(String... arguments);

    WebApplication open(Class<?> more, String... arguments) {
        return open(List.of(more), arguments);
    }

    WebApplication open(String... arguments) {
        return open(List.of(), arguments);
    }

    static Group requests(WebApplication application) {
        return application.context().getBean("httpGroup", Group.class);
    }

    static HeldOrders orders(WebApplication application) {
        return application.context().getBean(HeldOrders.class);
    }

    private static Class<?>[] with(Class<?> shop, List<Class<?>> more) {
        return Stream.concat(Stream.of(shop), more.stream()).toArray(Class<?>[]::new);
    }
}
