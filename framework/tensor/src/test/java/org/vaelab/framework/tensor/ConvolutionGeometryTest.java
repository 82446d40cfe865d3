// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.tensor.shape.ConvolutionGeometry;

final class ConvolutionGeometryTest {

    @Test
    void givesExtents() {
        assertThat(new ConvolutionGeometry(1, 0).output(28, 5)).isEqualTo(24);
        assertThat(new ConvolutionGeometry(2, 1).output(28, 4)).isEqualTo(14);
        assertThat(new ConvolutionGeometry(2, 1).output(7, 3)).isEqualTo(4);
        assertThat(new ConvolutionGeometry(2, 1).transposedOutput(14, 4, 0)).isEqualTo(28);
        assertThat(new ConvolutionGeometry(2, 1).transposedOutput(4, 3, 1)).isEqualTo(8);
    }

    @Property
    void theTransposeGivesBackTheInput(
            @ForAll @IntRange(min = 1, max = 4) int stride,
            @ForAll @IntRange(max = 3) int padding,
            @ForAll @IntRange(min = 1, max = 5) int kernel,
            @ForAll @IntRange(min = 5, max = 30) int input) {
        ConvolutionGeometry geometry = new ConvolutionGeometry(stride, padding);
        int lost = (input + 2 * padding - kernel) % stride;
        int output = geometry.output(input, kernel);
        assertThat(geometry.transposedOutput(output, kernel, lost)).isEqualTo(input);
    }

    @Test
    void refusesWhatHasNoOutput() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConvolutionGeometry(1, 1).output(2, 5))
                .withMessage("a kernel of 5 does not fit into an input of 2 with padding 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConvolutionGeometry(1, 3).transposedOutput(1, 2, 0))
                .withMessageContaining("has no output");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConvolutionGeometry(2, 0).transposedOutput(0, 3, 1))
                .withMessageContaining("an input of 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConvolutionGeometry(0, 0))
                .withMessage("stride must be at least 1, is 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConvolutionGeometry(1, -1))
                .withMessage("padding must be at least 0, is -1");
    }
}
