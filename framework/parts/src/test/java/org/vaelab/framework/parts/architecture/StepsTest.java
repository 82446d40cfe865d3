// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.contract.Halves;
import org.vaelab.testkit.tensor.ReferenceBackend;

class StepsTest {

    private static final RandomKey KEY = RandomKey.of(1);
    private static final Head HEAD = Head.of(Head.real("mean", 3), Head.positive("scale", 6));

    private final TensorRuntime runtime =
            TensorRuntime.strict(new ReferenceBackend(), DType.FLOAT64);

    private final Halves halves =
            new Halves(runtime, new Steps(List.of(4), Activation.RELU, Initializer.FAN_IN));

    @AfterEach
    void close() {
        runtime.close();
    }

    private Network encoder(DataShape seen, int beside) {
        return halves.encoder(KEY, seen, beside, HEAD);
    }

    /**
     * Three steps of two values and two masks: a step changes its own outputs alone, and steps are
     * alike.
     */
    @Test
    void stepsAreAlikeAndDoNotSeeOneAnother() {
        try (TensorScope scope = runtime.scope()) {
            Network network = encoder(new DataShape(2, 3, 2), 1);
            double[] x = KEY.normal(13);
            double[] before = outputs(network, x);
            double[] changed = x.clone();
            changed[2] += 1;
            double[] after = outputs(network, changed);
            for (int i = 0; i < 9; i++) {
                boolean ofSecond = i == 1 || i == 5 || i == 6;
                assertThat(after[i] != before[i]).as("output %s", i).isEqualTo(ofSecond);
            }
            double[] swapped = x.clone();
            for (int plane = 0; plane < 12; plane += 6) {
                System.arraycopy(x, plane, swapped, plane + 2, 2);
                System.arraycopy(x, plane + 2, swapped, plane, 2);
            }
            double[] exchanged = outputs(network, swapped);
            assertThat(exchanged[0]).isEqualTo(before[1]);
            assertThat(exchanged[3]).isEqualTo(before[5]);
            assertThat(exchanged[4]).isEqualTo(before[6]);
        }
    }

    private double[] outputs(Network network, double[] x) {
        return network.apply(runtime.tensor(x, Shape.of(1, x.length))).readDoubles();
    }

    /** Without weights a decoder gives the mean over the steps at each of them. */
    @Test
    void aDecoderStartsAtTheMeanOverTheSteps() {
        try (TensorScope scope = runtime.scope()) {
            Head head = Head.of(Head.real("mean", 6));
            Decoder decoder =
                    halves.decoder(KEY, 3, Optional.empty(), 0, new DataShape(1, 3, 2), head);
            decoder.startAt(new double[] {1, 2, 3, 4, 8, 9}, mean -> mean);
            Tensor zero = runtime.zeros(Shape.of(1, 3));
            double[] bias = decoder.parameters().get(3).value().readDoubles();
            assertThat(bias).containsExactly(new double[] {4, 5}, within(1e-12));
            double[] found = decoder.apply(zero).readDoubles();
            assertThat(found).hasSize(6);
            assertThat(Arrays.copyOf(found, 2)).isEqualTo(Arrays.copyOfRange(found, 4, 6));
        }
    }

    @Test
    void whatDoesNotDivideIsRejectedByName() {
        try (TensorScope scope = runtime.scope()) {
            assertThatThrownBy(() -> encoder(DataShape.flat(6), 0))
                    .hasMessageContaining("architecture 'steps' is for series");
            assertThatThrownBy(() -> encoder(new DataShape(1, 4, 2), 0))
                    .hasMessageContaining("the 3 numbers of mean do not divide; set latent");
        }
    }
}
