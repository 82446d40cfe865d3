// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.network.Layer;
import org.vaelab.framework.network.LayerPart;
import org.vaelab.framework.network.LayerPart.LayerInput;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.tensor.Pullback;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.autodiff.CustomGradient;
import org.vaelab.framework.tensor.shape.Shape;

/** What the contract of layers says of wrong ones. */
final class WrongLayersTest {

    /** A layer that states that shapes stay. */
    @Part("given")
    private record Given(UnaryOperator<Tensor> function) implements LayerPart {
        @Override
        public Layer create(LayerInput input) {
            return new Layer(input.seen(), List.of(), function);
        }
    }

    private static List<String> failures(UnaryOperator<Tensor> function, String check) {
        return Failures.of(
                new LayerContract("given", List.of(Shape.of(4))) {
                    @Override
                    Object read(String settings) {
                        return new Given(function);
                    }
                },
                check);
    }

    @Test
    void aRightOnePasses() {
        assertThat(failures(Tensor::tanh, "rowsDoNotInfluenceOneAnother")).isEmpty();
        assertThat(failures(Tensor::tanh, "gradientsAreThoseOfDifferences")).isEmpty();
    }

    @Test
    void rowsThatInfluenceOneAnotherAreFound() {
        assertThat(failures(x -> x.sub(x.mean(0)), "rowsDoNotInfluenceOneAnother"))
                .singleElement()
                .asString()
                .contains("row 0 alone");
    }

    @Test
    void anotherShapeThanStatedIsFound() {
        assertThat(failures(x -> x.slice(1, 0, 3), "rowsDoNotInfluenceOneAnother"))
                .singleElement()
                .asString()
                .contains("shape of the output");
    }

    @Test
    void aWrongGradientIsFound() {
        UnaryOperator<Tensor> wrong =
                x -> CustomGradient.of(x::square, Pullback.of(g -> g.mul(x)), List.of(x));
        assertThat(failures(wrong, "gradientsAreThoseOfDifferences"))
                .singleElement()
                .asString()
                .contains("evaluation");
    }
}
