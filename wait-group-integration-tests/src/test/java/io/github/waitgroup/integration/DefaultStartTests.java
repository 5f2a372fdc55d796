package io.github.waitgroup.integration;

import static io.github.waitgroup.integration.Library.ACTUATOR;
import static io.github.waitgroup.integration.Library.BATCH;
import static io.github.waitgroup.integration.Library.CLOUD;
import static io.github.waitgroup.integration.Library.INTEGRATION;
import static io.github.waitgroup.integration.Library.JMS;
import static io.github.waitgroup.integration.Library.JPA;
import static io.github.waitgroup.integration.Library.KAFKA;
import static io.github.waitgroup.integration.Library.QUARTZ;
import static io.github.waitgroup.integration.Library.RABBIT;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.dsl.Pollers;
import org.springframework.jms.annotation.JmsListener;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** The start of a web application with one library and no property: the plan fits, and nothing warns. */
@ExtendWith(OutputCaptureExtension.class)
class DefaultStartTests {

    @Test
    void webServerAlone(CapturedOutput output) {
        assertQuiet(output, Plain.class, "webServerGracefulShutdown");
    }

    @Test
    void actuator(CapturedOutput output) {
        assertQuiet(output, Plain.class, "webServerGracefulShutdown", ACTUATOR);
        assertThat(output).contains("beneath base path '/actuator'");
    }

    @Test
    void dataJpa(CapturedOutput output) {
        assertQuiet(output, Plain.class, "webServerGracefulShutdown", JPA);
        assertThat(output).contains("Initialized JPA EntityManagerFactory");
    }

    @Test
    void kafka(CapturedOutput output) {
        String registry = "org.springframework.kafka.config.internalKafkaListenerEndpointRegistry";
        assertQuiet(output, KafkaReader.class, registry, KAFKA);
    }

    @Test
    void rabbit(CapturedOutput output) {
        String registry = "org.springframework.amqp.rabbit.config.internalRabbitListenerEndpointRegistry";
        assertQuiet(output, RabbitReader.class, registry, RABBIT);
    }

    @Test
    void jms(CapturedOutput output) {
        String registry = "org.springframework.jms.config.internalJmsListenerEndpointRegistry";
        assertQuiet(output, JmsReader.class, registry, JMS);
    }

    @Test
    void scheduling(CapturedOutput output) {
        assertQuiet(output, Scheduling.class, "taskScheduler");
    }

    @Test
    void cloudContext(CapturedOutput output) {
        assertQuiet(output, Plain.class, "refreshScopeLifecycle", CLOUD);
    }

    @Test
    void quartz(CapturedOutput output) {
        assertQuiet(output, QuartzJobs.class, "&quartzScheduler", QUARTZ);
    }

    @Test
    void integration(CapturedOutput output) {
        assertQuiet(output, Polling.class, "poller", INTEGRATION);
    }

    @Test
    void batch(CapturedOutput output) {
        assertQuiet(output, BatchJob.class, "webServerGracefulShutdown", BATCH);
        assertThat(output).contains("completed with the following parameters");
    }

    @Test
    void everythingTogether(CapturedOutput output) {
        assertQuiet(
                output, Everything.class, "&quartzScheduler", ACTUATOR, BATCH, CLOUD, INTEGRATION, JMS, JPA, QUARTZ);
    }

    /** Starts and closes the application, which has a lifecycle bean that the plan must know. */
    private static void assertQuiet(CapturedOutput output, Class<?> configuration, String bean, Library... libraries) {
        try (ConfigurableApplicationContext context = Applications.start(
                configuration, Library.argument(libraries), "--wait-group.shutdown.on-overrun=fail")) {
            List<String> beans = new ArrayList<>();
            Applications.plan(context).steps().forEach(step -> beans.addAll(step.beans()));
            assertThat(beans).contains(bean);
            assertThat(Applications.plan(context).fits())
                    .as("%s fits", Applications.plan(context))
                    .isTrue();
        }
        assertThat(Applications.complaints(output.getOut().lines())).isEmpty();
    }

    @EnableAutoConfiguration
    static class Plain {}

    @Entity
    static class Item {

        @Id
        private long id;

        long id() {
            return id;
        }
    }

    @EnableAutoConfiguration
    static class KafkaReader {

        @KafkaListener(topics = "orders", groupId = "orders")
        void read(String order) {}
    }

    @EnableAutoConfiguration
    static class RabbitReader {

        @RabbitListener(queues = "orders")
        void read(String order) {}
    }

    @EnableAutoConfiguration
    static class JmsReader {

        @JmsListener(destination = "orders")
        void read(String order) {}
    }

    @EnableAutoConfiguration
    @EnableScheduling
    static class Scheduling {

        @Scheduled(fixedDelay = 100)
        void poll() {}
    }

    @EnableAutoConfiguration
    static class QuartzJobs {

        @Bean
        JobDetail detail() {
            return JobBuilder.newJob(Tick.class)
                    .withIdentity("tick")
                    .storeDurably()
                    .build();
        }

        @Bean
        Trigger trigger(JobDetail detail) {
            return TriggerBuilder.newTrigger()
                    .forJob(detail)
                    .withSchedule(SimpleScheduleBuilder.repeatSecondlyForever())
                    .build();
        }

        static class Tick implements org.quartz.Job {

            @Override
            public void execute(JobExecutionContext context) {}
        }
    }

    @EnableAutoConfiguration
    static class Polling {

        @Bean
        IntegrationFlow poller() {
            return IntegrationFlow.fromSupplier(() -> "order", source -> source.poller(Pollers.fixedDelay(100)))
                    .nullChannel();
        }
    }

    @EnableAutoConfiguration
    static class BatchJob {

        @Bean
        Job importOrders(JobRepository repository) {
            return new org.springframework.batch.core.job.builder.JobBuilder("import", repository)
                    .start(new StepBuilder("read", repository)
                            .tasklet((contribution, chunk) -> RepeatStatus.FINISHED)
                            .build())
                    .build();
        }
    }

    @EnableAutoConfiguration
    @EnableScheduling
    @Import({JmsReader.class, Scheduling.class, QuartzJobs.class, Polling.class, BatchJob.class})
    static class Everything {}
}
