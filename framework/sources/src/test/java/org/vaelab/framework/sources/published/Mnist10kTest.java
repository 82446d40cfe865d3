// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.data.Binarization;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Preparation;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.sources.DataLocations;

/** The real digits: 10,000 of the training set, and the official test set. */
class Mnist10kTest {
    private static Dataset dataset;

    @BeforeAll
    static void load() {
        DataLocations locations = DataLocations.ofSystem();
        assumeThat(IdxSet.files("mnist10k", "").folder(locations))
                .as("real data mnist10k/ absent; looked in %s", locations.roots())
                .isPresent();
        dataset = new FolderSource("mnist10k", locations).load(DataSource.Progress.SILENT);
    }

    @Test
    void hasTheKnownShape() {
        assertThat(dataset.shape()).isEqualTo(new DataShape(1, 28, 28));
        assertThat(dataset.domain()).isEqualTo(ValueDomain.GREY_LEVELS);
        assertThat(dataset.train().size()).isEqualTo(10_000);
        assertThat(dataset.test().size()).isEqualTo(10_000);
    }

    /** The mean grey level of MNIST is 0.1307 (training) and 0.1325 (test). */
    @Tag("full")
    @Test
    void hasTheKnownMean() {
        double train = Arrays.stream(dataset.trainingMean()).average().orElseThrow();
        double test = Arrays.stream(dataset.test().mean()).average().orElseThrow();
        // A subset of 10,000 of 60,000: the mean of an image has a standard deviation of 0.04,
        // so 5 standard errors are 0.002.
        assertThat(train).isCloseTo(0.1307, within(0.002));
        assertThat(test).isCloseTo(0.13251, within(0.00005));
    }

    /** The class sizes of the official test set. */
    @Test
    void hasTheKnownLabels() {
        int[] counts = new int[10];
        for (int label : dataset.test().labels().orElseThrow().column("class").values()) {
            counts[label]++;
        }
        assertThat(counts).containsExactly(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009);
        assertThat(dataset.train().labels().orElseThrow().column("class").cardinality())
                .isEqualTo(10);
    }

    @Tag("full")
    @Test
    void dynamicBinarisationKeepsTheMean() {
        PreparedData prepared = Preparation.of(new Binarization.Dynamic()).apply(dataset, 0);
        assertThat(prepared.domain()).isEqualTo(ValueDomain.BINARY);
        double grey = Arrays.stream(dataset.test().mean()).average().orElseThrow();
        double drawn = Arrays.stream(prepared.test().mean()).average().orElseThrow();
        // 7.84 million draws of variance at most 1/4: five standard errors are below 0.0009.
        assertThat(drawn).isCloseTo(grey, within(0.0009));
    }
}
