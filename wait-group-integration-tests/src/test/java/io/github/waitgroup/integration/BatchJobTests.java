package io.github.waitgroup.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.support.AbstractItemCountingItemStreamItemReader;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** A real SIGTERM amid a batch job that runs in the main thread, and the next start with the same database. */
class BatchJobTests {

    private static final int ITEMS = 1_000;

    @TempDir
    private Path directory;

    @Test
    void jobStopsAfterTheItemInHandAndTheNextStartGoesOn() throws Exception {
        ChildJvm.Exit first = run();
        assertThat(first.output())
                .contains("Source 'batchJobs' takes no more work: 1 task in flight")
                .contains("Group 'batch-jobs' has drained")
                .doesNotContain("UNKNOWN", "OptimisticLocking");
        assertThat(status()).as(first.output()).isEqualTo("STOPPED");
        List<String> written = wrote(first);
        assertThat(written).as(first.output()).hasSizeBetween(2, ITEMS - 1);

        ChildJvm.Exit second = run();
        assertThat(wrote(second))
                .as(second.output())
                .startsWith("wrote item " + (written.size() + 1))
                .doesNotContainAnyElementsOf(written);
    }

    @Test
    void plainSpringClosesTheDatabaseUnderTheJobWhichCanNeverBeRestarted() throws Exception {
        ChildJvm.Exit exit = run(PlainSpring.argument());
        assertThat(status()).as(exit.output()).isEqualTo("STARTED");
    }

    private static List<String> wrote(ChildJvm.Exit exit) {
        return exit.stream().filter(line -> line.startsWith("wrote item")).toList();
    }

    private String url() {
        // without H2's own shutdown hook, which closes the database at once
        return "jdbc:h2:file:" + directory.resolve("batch").toAbsolutePath() + ";DB_CLOSE_ON_EXIT=FALSE";
    }

    /** The status of the only job execution in the database. */
    private String status() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select status from batch_job_execution")) {
            assertThat(result.next()).isTrue();
            return result.getString(1);
        }
    }

    private ChildJvm.Exit run(String... arguments) throws Exception {
        String[] all = Arguments.join(
                arguments,
                Library.argument(Library.BATCH, Library.JPA),
                "--spring.datasource.url=" + url(),
                "--spring.batch.jdbc.initialize-schema=always",
                "--spring.main.web-application-type=none");
        try (ChildJvm child = ChildJvm.start(Import.class, all)) {
            child.awaitLine("wrote item");
            child.awaitLine("wrote item");
            return child.terminate();
        }
    }

    @EnableAutoConfiguration
    static class Import {

        public static void main(String[] arguments) {
            SpringApplication.run(Import.class, arguments);
        }

        @Bean
        Job importItems(JobRepository repository) {
            return new JobBuilder("import", repository)
                    .start(new StepBuilder("copy", repository)
                            .<Integer, Integer>chunk(1)
                            .reader(new Numbers())
                            .writer(items -> {
                                Applications.work(Duration.ofMillis(100));
                                items.forEach(item -> System.out.println("wrote item " + item));
                            })
                            .build())
                    .build();
        }
    }

    /** Counts, and goes on where it was stopped. */
    private static final class Numbers extends AbstractItemCountingItemStreamItemReader<Integer> {

        Numbers() {
            setName("numbers");
            setMaxItemCount(ITEMS);
        }

        @Override
        protected @Nullable Integer doRead() {
            return getCurrentItemCount();
        }

        @Override
        protected void doOpen() {}

        @Override
        protected void doClose() {}
    }
}
