// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.TrainingMode;
import org.vaelab.framework.network.Layer;
import org.vaelab.framework.network.LayerPart;
import org.vaelab.framework.network.LayerPart.LayerInput;
import org.vaelab.framework.random.RandomKey;
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
        return failuresOf(new Given(function), check);
    }

    @Test
    void aRightOnePasses() {
        assertThat(failures(Tensor::tanh, "rowsDoNotInfluenceOneAnother")).isEmpty();
        assertThat(failures(Tensor::tanh, "gradientsAreThoseOfDifferences")).isEmpty();
    }

    /** A factor, of which the layer sees what a function makes. */
    @Part("given")
    private record Scaled(UnaryOperator<Tensor> seen) implements LayerPart {
        @Override
        public Layer create(LayerInput input) {
            Tensor ones = input.context().runtime().ones(input.seen());
            Parameter factor = Parameter.learned("factor", ones);
            return new Layer(input.seen(), List.of(factor), x -> x.mul(seen.apply(factor.value())));
        }
    }

    @Test
    void aParameterWithoutItsGradientIsFound() {
        String check = "gradientsAreThoseOfDifferences";
        assertThat(failuresOf(new Scaled(factor -> factor), check)).isEmpty();
        assertThat(failuresOf(new Scaled(Tensor::stopGradient), check))
                .singleElement()
                .asString()
                .contains("[factor 0]");
    }

    private static List<String> failuresOf(LayerPart part, String check) {
        return Failures.of(
                new LayerContract("given", List.of(Shape.of(4))) {
                    @Override
                    Object read(String settings) {
                        return part;
                    }
                },
                check);
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

    /**
     * Leaves a half of the values out in training.
     *
     * @param key of the mask, by that of the step
     * @param whole the shape of the mask, by that of x
     */
    private record Dropping(UnaryOperator<RandomKey> key, UnaryOperator<Shape> whole, double scale)
            implements LayerPart {
        @Override
        public Layer create(LayerInput input) {
            return new Layer(
                    input.seen(), List.of(), (x, pass) -> pass.map(of -> drop(x, of)).orElse(x));
        }

        private Tensor drop(Tensor x, TrainingMode.Pass pass) {
            Tensor noise = x.runtime().uniform(key.apply(pass.nextKey()), whole.apply(x.shape()));
            return x.mul(noise.gt(0.5)).mul(scale);
        }
    }

    private static List<String> failuresOf(
            UnaryOperator<RandomKey> key, UnaryOperator<Shape> whole, double scale) {
        return failuresOf(new Dropping(key, whole, scale), "whatIsDroppedIsDrawnAnew");
    }

    @Test
    void aWrongMaskIsFound() {
        assertThat(failuresOf(key -> key, shape -> shape, 2)).isEmpty();
        assertThat(failures(x -> x.maximum(0), "whatIsDroppedIsDrawnAnew")).isEmpty();
        assertThat(failuresOf(key -> RandomKey.of(1), shape -> shape, 2))
                .singleElement()
                .asString()
                .contains("the same values are left out in each step");
        assertThat(failuresOf(key -> key, shape -> shape.with(0, 1), 2))
                .singleElement()
                .asString()
                .contains("the same values of each row are left out");
        assertThat(failuresOf(key -> key, shape -> shape, 1))
                .singleElement()
                .asString()
                .contains("mean over steps of output 0, against evaluation");
    }

    /** Centres by the batch in training, and by a running mean in evaluation. */
    @Part("given")
    private record Centring(double momentum) implements LayerPart {
        @Override
        public Layer create(LayerInput input) {
            Parameter running =
                    Parameter.state("mean", input.context().runtime().zeros(input.seen()));
            return new Layer(
                    input.seen(),
                    List.of(running),
                    (x, pass) -> {
                        Tensor mean = pass.isPresent() ? x.mean(0) : running.value();
                        pass.ifPresent(
                                of ->
                                        of.update(
                                                clock ->
                                                        running.assign(
                                                                running.value()
                                                                        .mul(1 - momentum)
                                                                        .add(mean.mul(momentum)))));
                        return x.sub(mean);
                    });
        }
    }

    @Test
    void stateOfTheLastBatchIsFound() {
        assertThat(failuresOf(new Centring(0.1), "stateIsAnAverageOfSteps")).isEmpty();
        assertThat(failuresOf(new Centring(0.9), "stateIsAnAverageOfSteps"))
                .singleElement()
                .asString()
                .contains("does state follow the last batch? Keep an average over steps");
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

    private static List<String> failuresOfKnown(
            UnaryOperator<Tensor> function, KnownOutput... known) {
        return Failures.of(
                new LayerContract("given", List.of(Shape.of(4))) {
                    @Override
                    Object read(String settings) {
                        return new Given(function);
                    }

                    @Override
                    protected List<KnownOutput> knownOutputs() {
                        return List.of(known);
                    }
                },
                "knownOutputsAreFound");
    }

    /** Pairs of numbers without their means; neighbours are pairs. */
    @Test
    void numbersOfOtherPlacesAreFound() {
        KnownOutput pairs = KnownOutput.of("{}", Shape.of(4), 1, 3, 2, 6).gives(-1, 1, -2, 2);
        assertThat(failuresOfKnown(x -> withoutMean(x, -1), pairs)).isEmpty();
        assertThat(failuresOfKnown(x -> withoutMean(x, -2), pairs))
                .singleElement()
                .asString()
                .contains("the output of [4] with {}, against the known output");
        assertThat(failuresOfKnown(x -> withoutMean(x, -1)))
                .singleElement()
                .asString()
                .contains("nothing says whether the output with {} is right");
        assertThat(
                        failuresOfKnown(
                                Tensor::square,
                                KnownOutput.of("{}", Shape.of(1, 1, 1), 3).gives(9)))
                .singleElement()
                .asString()
                .contains("nothing says whether the output of a vector is right");
    }

    private static Tensor withoutMean(Tensor x, int axis) {
        Tensor pairs = x.reshape(x.shape().extent(0), 2, 2);
        return pairs.sub(pairs.mean(axis).expandDims(axis)).reshape(x.shape());
    }
}
