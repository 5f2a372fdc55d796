package io.github.waitgroup.spring.source;

import io.github.waitgroup.spring.shutdown.ShutdownTimeline;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/** Registers a lifecycle bean for each source. Nobody can inject it, as with those of the groups. */
final class SourceLifecycles implements SmartInitializingSingleton {

    private final ConfigurableListableBeanFactory beans;
    private final ShutdownTimeline timeline;

    SourceLifecycles(ConfigurableListableBeanFactory beans, ShutdownTimeline timeline) {
        this.beans = beans;
        this.timeline = timeline;
    }

    @Override
    public void afterSingletonsInstantiated() {
        beans.getBeansOfType(Source.class, false, false)
                .forEach((name, source) -> beans.registerSingleton(
                        name + SourceLifecycle.SUFFIX, new SourceLifecycle(name, source, timeline)));
    }
}
