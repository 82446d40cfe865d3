// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.config.UserError;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.PlannedRun;

/** Who has a run, inside one process and between two. */
final class ComparisonLockTest {

    @TempDir Path temporary;

    private static final PlannedRun FIRST = run(1);
    private static final PlannedRun SECOND = run(2);

    private static PlannedRun run(long seed) {
        return new PlannedRun(
                "vae",
                "gaussian",
                seed,
                "0123456789" + seed,
                JsonNodeFactory.instance.objectNode());
    }

    private ComparisonFolder folder() {
        return new ComparisonFolder(temporary);
    }

    @Test
    @Tag("full")
    void aRunIsHeldByOneAndOthersByOthers() throws IOException {
        try (ComparisonLock one = ComparisonLock.open(folder());
                ComparisonLock other = ComparisonLock.open(folder())) {
            one.claim(List.of(FIRST));
            assertThatCode(() -> other.claim(List.of(SECOND))).doesNotThrowAnyException();
            assertThatThrownBy(() -> other.claim(List.of(FIRST)))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("another process is at work there")
                    .hasMessageContaining("model 'vae', seed 1")
                    .hasMessageContaining("./vaelab status " + temporary);
        }
        try (ComparisonLock later = ComparisonLock.open(folder())) {
            assertThatCode(() -> later.claim(List.of(FIRST, SECOND))).doesNotThrowAnyException();
        }
    }

    @Test
    void whoLooksSeesWhatIsHeldAndHoldsNothing() throws IOException {
        try (ComparisonLock lock = ComparisonLock.open(folder());
                RunsAtWork seen = RunsAtWork.in(folder())) {
            lock.claim(List.of(FIRST, SECOND));
            Closeable working = lock.working(FIRST);
            assertThat(seen.isClaimed(FIRST)).isTrue();
            assertThat(seen.isAtWork(FIRST)).isTrue();
            assertThat(seen.isAtWork(SECOND)).isFalse();
            working.close();
            assertThat(seen.isAtWork(FIRST)).isFalse();
            assertThat(seen.isClaimed(FIRST)).isTrue();
            assertThat(seen.isKnown()).isTrue();
        }
        assertThat(temporary.resolve(".lock")).isEmptyFile();
    }

    @Test
    void whereNobodyWorkedNothingIsHeldOrWritten() throws IOException {
        try (RunsAtWork seen = RunsAtWork.in(folder())) {
            assertThat(seen.isAtWork(FIRST)).isFalse();
            assertThat(seen.isKnown()).isTrue();
        }
        assertThat(temporary).isEmptyDirectory();
    }

    /** What holds the runs of a folder until it is told to end. */
    static final class Holder {

        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            try (ComparisonLock lock =
                    ComparisonLock.open(new ComparisonFolder(Path.of(arguments[0])))) {
                lock.claim(List.of(FIRST));
                lock.working(FIRST);
                ChildProcess.stayUntilKilled();
            }
        }
    }

    /** A process that is killed leaves nothing locked behind. */
    @Test
    @Tag("full")
    void theRunsOfAnotherProcessAreHeldUntilItIsKilled() throws IOException {
        try (ChildProcess holder = ChildProcess.start(Holder.class, temporary)) {
            try (RunsAtWork seen = RunsAtWork.in(folder())) {
                assertThat(seen.isAtWork(FIRST)).isTrue();
                assertThat(seen.isClaimed(SECOND)).isFalse();
            }
            try (ComparisonLock lock = ComparisonLock.open(folder())) {
                assertThatThrownBy(() -> lock.claim(List.of(FIRST))).isInstanceOf(UserError.class);
            }
        }
        try (RunsAtWork seen = RunsAtWork.in(folder())) {
            assertThat(seen.isAtWork(FIRST)).isFalse();
        }
    }
}
