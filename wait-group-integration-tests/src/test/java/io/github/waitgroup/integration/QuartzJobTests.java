package io.github.waitgroup.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;

/** A real SIGTERM amid a Quartz job whose scheduler is in a database, with no property set for Quartz. */
class QuartzJobTests {

    private static final String DONE = "job done with 1";

    @Test
    void jobIsNamedAndEndsBeforeTheDatabaseIsClosed() throws Exception {
        ChildJvm.Exit exit = run();
        assertThat(exit.lines()).as(exit.output()).contains(DONE);
        assertThat(exit.output())
                .contains("Stopping group 'quartz-jobs': 1 in flight")
                .contains("task 'reports.nightly' at " + Applications.class.getName() + ".work")
                .contains("Group 'quartz-jobs' has drained: 1 task");
    }

    @Test
    void plainSpringClosesTheDatabaseUnderTheJob() throws Exception {
        ChildJvm.Exit exit = run(PlainSpring.argument());
        assertThat(exit.lines()).as(exit.output()).doesNotContain(DONE);
    }

    private static ChildJvm.Exit run(String... arguments) throws Exception {
        String[] all = Arguments.join(
                arguments,
                Library.argument(Library.QUARTZ, Library.JPA),
                "--spring.quartz.job-store-type=jdbc",
                "--spring.quartz.jdbc.initialize-schema=always",
                "--wait-group.groups.quartz-jobs.timeout=3s",
                "--spring.main.web-application-type=none");
        try (ChildJvm child = ChildJvm.start(Reports.class, all)) {
            child.awaitLine("job begins");
            return child.terminate();
        }
    }

    @EnableAutoConfiguration
    static class Reports {

        public static void main(String[] arguments) {
            SpringApplication.run(Reports.class, arguments);
        }

        @Bean
        JobDetail nightly() {
            return JobBuilder.newJob(Nightly.class)
                    .withIdentity("nightly", "reports")
                    .storeDurably()
                    .build();
        }

        @Bean
        Trigger now(JobDetail nightly) {
            return TriggerBuilder.newTrigger().forJob(nightly).startNow().build();
        }
    }

    /** Works for two seconds, and then needs the database. */
    static class Nightly implements Job {

        @Autowired
        private JdbcTemplate database;

        @Override
        public void execute(JobExecutionContext context) {
            System.out.println("job begins");
            Applications.work(Duration.ofSeconds(2));
            System.out.println("job done with " + database.queryForObject("select 1", Integer.class));
        }
    }
}
