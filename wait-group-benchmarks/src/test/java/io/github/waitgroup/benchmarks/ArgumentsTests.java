package io.github.waitgroup.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArgumentsTests {

    @TempDir
    Path directory;

    private Path jar;

    @BeforeEach
    void createJar() throws IOException {
        jar = Files.createFile(directory.resolve("core.jar"));
    }

    @Test
    void commitBeforeIsOneMoreLineOfTheRowsThatAskForIt() {
        Arguments arguments = Arguments.parse("--baseline", jar.toString());

        for (Row row : Rows.ALL) {
            List<Row.Peer> peers = arguments.peersOf(row);
            if (Rows.AGAINST_COMMIT_BEFORE.contains(row.id())) {
                assertThat(peers)
                        .startsWith(row.peers().toArray(Row.Peer[]::new))
                        .hasSize(row.peers().size() + 1);
                assertThat(peers.get(peers.size() - 1)).isEqualTo(row.ours().before(jar));
            } else {
                assertThat(peers).isEqualTo(row.peers());
            }
        }
        assertThat(Rows.ALL).extracting(Row::id).containsAll(Rows.AGAINST_COMMIT_BEFORE);
    }

    @Test
    void commitBeforeIsMeasuredOnlyBesideOurs() {
        Arguments without = Arguments.parse("group", "--baseline", jar.toString(), "--peers", "executor,group");
        Arguments with = Arguments.parse("group", "--baseline", jar.toString(), "--peers", "groupWithNames");

        assertThat(without.peersOf(without.rows.get(0)))
                .extracting(Row.Peer::name)
                .containsExactly("executor", "group");
        assertThat(with.peersOf(with.rows.get(0)))
                .extracting(Row.Peer::name)
                .containsExactly("groupWithNames", "groupWithNames:before");
    }

    @Test
    void baselineMustBeAJar() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Arguments.parse("--baseline", "none.jar"))
                .withMessageContaining("none.jar");
    }
}
