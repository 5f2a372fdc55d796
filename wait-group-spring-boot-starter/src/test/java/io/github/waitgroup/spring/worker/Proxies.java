package io.github.waitgroup.spring.worker;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.BeanNameAutoProxyCreator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The proxies around the beans that have them in their names, and their interceptor. */
final class Proxies {

    private Proxies() {}

    private static BeanNameAutoProxyCreator creator(boolean ofClasses) {
        BeanNameAutoProxyCreator creator = new BeanNameAutoProxyCreator();
        creator.setBeanNames("proxied", "*InProxy", "*ByProxy");
        creator.setInterceptorNames("interceptor");
        creator.setProxyTargetClass(ofClasses);
        return creator;
    }

    static class Interceptor implements MethodInterceptor {

        final Turnstile calls = new Turnstile();

        @Override
        public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
            calls.pass();
            return invocation.proceed();
        }
    }

    private static class Intercepted {

        @Bean
        Interceptor interceptor() {
            return new Interceptor();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OfInterfaces extends Intercepted {

        @Bean
        static BeanNameAutoProxyCreator proxies() {
            return creator(false);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OfClasses extends Intercepted {

        @Bean
        static BeanNameAutoProxyCreator proxies() {
            return creator(true);
        }
    }
}
