package io.github.waitgroup.benchmarks.load;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import javax.management.JMException;
import javax.management.ObjectName;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The service: one handler that answers with a few bytes of JSON. The class path decides on the web stack and on
 * whether the starter is there.
 *
 * <p>It prints its port and whether requests are tracked. For each line that it reads it prints the processor time of
 * the process in nanoseconds and the bytes that its threads have allocated. It ends when its input does, and so
 * with the process that started it.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@RestController
public class GreetingService {

    /** Begins each line that is meant for {@link Server}. */
    static final String MARK = "service: ";

    public static void main(String... arguments) throws IOException, JMException {
        try (ConfigurableApplicationContext context = SpringApplication.run(GreetingService.class, arguments);
                BufferedReader input =
                        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            say(
                    context.getEnvironment().getRequiredProperty("local.server.port"),
                    context.containsBean("httpTrackingFilter"));
            while (input.readLine() != null) {
                say(processorNanos(), allocatedBytes());
            }
        }
    }

    @GetMapping("/greeting")
    Greeting greeting() {
        return new Greeting("Hello", 1);
    }

    private static void say(Object first, Object second) {
        System.out.println(MARK + first + " " + second);
    }

    private static long processorNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    /** By the name of the attribute: the method came with Java 21. Carriers count what virtual threads allocate. */
    private static Object allocatedBytes() throws JMException {
        return ManagementFactory.getPlatformMBeanServer()
                .getAttribute(new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME), "TotalThreadAllocatedBytes");
    }

    /** The answer. */
    record Greeting(String text, int number) {}
}
