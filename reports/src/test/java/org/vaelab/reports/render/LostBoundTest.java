// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vaelab.testkit.reports.Records.bound;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.record.BoundGain;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.ModelFacts.Training;
import org.vaelab.reports.Report;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.testkit.reports.Records;

final class LostBoundTest {

    private final Records records = new Records();

    /**
     * The bound of training examples before and after training with its error, and the ELBO of the
     * test data.
     */
    private Comparison comparison(double before, double after, double error, double elbo) {
        BoundGain gain = new BoundGain(nats(before, 1), nats(after - before, error));
        records.training(new Training(null, null, false, null, null, null, List.of(), gain));
        return records.run("vae", Map.of("elbo", bound(elbo, 1))).comparison();
    }

    private static Estimate nats(double value, double error) {
        return new Estimate(value, error, "nats", EstimateKind.NOT_A_LIKELIHOOD, 0);
    }

    private String summary(double before, double after, double error, double elbo)
            throws IOException {
        return Summary.of(comparison(before, after, error, elbo)).toString();
    }

    @Test
    void anObjectiveThatRunsAwayIsAFinding() throws IOException {
        assertThat(summary(-550, -485_455_612, 1e7, -485_455_612))
                .contains(
                        "The bound of vae on training examples fell from −550.0 before the first step to"
                                + " −4.855e8: what it minimises does not raise log p(x).")
                .doesNotContain("no check found a problem");
    }

    @Test
    void aRunAwayIsSaidAloudToo() throws IOException {
        assertThat(warnings(comparison(-550, -485_455_612, 1e7, -485_455_612)))
                .singleElement()
                .asString()
                .contains("does not raise log p(x)");
        assertThat(warnings(new LostBoundTest().comparison(-550, -120, 1, -120))).isEmpty();
    }

    private static List<String> warnings(Comparison of) throws IOException {
        return Report.of(of, List.of(), part -> {}).warnings();
    }

    @Test
    void testDataThatAreWorseThanTheStartHaveOtherWords() throws IOException {
        assertThat(summary(-113, -76, 0.5, -160))
                .contains(
                        "The ELBO of vae on test data is −160.0, and that of training examples rose from"
                                + " −113.0 before the first step to −76.00: it overfits, or the test data"
                                + " differ from the training data.")
                .doesNotContain("does not raise");
    }

    @Test
    void aClassThatTrainingDoesNotSeeIsNamedAlready() throws IOException {
        records.without("label", "7");
        assertThat(summary(-113, -76, 0.5, -160)).doesNotContain("first step");
    }

    @Test
    void chanceIsNoFinding() throws IOException {
        assertThat(summary(-550, -560, 1, -560)).doesNotContain("first step");
        assertThat(new LostBoundTest().summary(-1, -1.5, 0.1, -1.5)).doesNotContain("first step");
        assertThat(new LostBoundTest().summary(-10, -16, 2, -16)).doesNotContain("first step");
    }

    /** The start of a run without a monitor, or whose posterior is searched, is not known. */
    @Test
    void withoutAStartNothingIsSaid() throws IOException {
        Comparison of = records.run("vae", Map.of("elbo", bound(-1e9, 1))).comparison();
        assertThat(Summary.of(of).toString()).doesNotContain("first step");
    }
}
