// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.network.Architecture;
import org.vaelab.framework.network.Architecture.DecoderInput;
import org.vaelab.framework.network.Architecture.EncoderInput;
import org.vaelab.framework.network.Architecture.LatentInput;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Initializer;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.network.NetworkSettings.ConditionSettings;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.testkit.contract.ArchitectureContract.Data;

/** What the contract of architectures says of wrong ones. */
final class WrongArchitecturesTest {

    private static final Set<Data> VECTORS = EnumSet.of(Data.VECTOR, Data.IMAGE, Data.SERIES);

    /**
     * A perceptron with a defect.
     *
     * @param key of the weights, by that of the context
     * @param seen what of its input the network sees
     * @param output of the network's output
     * @param names of the parameters
     * @param starts whether a decoder does
     */
    @Part("given")
    private record Given(
            UnaryOperator<RandomKey> key,
            BiFunction<Tensor, Integer, Tensor> seen,
            UnaryOperator<Tensor> output,
            UnaryOperator<Parameter> names,
            boolean starts,
            Function<Given, Architecture> mirror)
            implements Architecture {

        static Given right() {
            return new Given(k -> k, (x, n) -> x, y -> y, p -> p, true, g -> g);
        }

        Given seeing(BiFunction<Tensor, Integer, Tensor> other) {
            return new Given(key, other, output, names, starts, mirror);
        }

        Given giving(UnaryOperator<Tensor> other) {
            return new Given(key, seen, other, names, starts, mirror);
        }

        @Override
        public Network encoder(EncoderInput input, Head head) {
            int width = input.seen().size();
            return network(
                    new LatentInput(
                            input.context(),
                            width + input.beside(),
                            Optional.empty(),
                            List.of(4),
                            Activation.TANH),
                    width,
                    head);
        }

        @Override
        public Decoder decoder(DecoderInput input, Head head) {
            return network(
                    new LatentInput(
                            input.context(),
                            input.width() + input.beside(),
                            input.grid(),
                            List.of(4),
                            Activation.TANH),
                    input.width(),
                    head);
        }

        private Decoder network(LatentInput input, int width, Head head) {
            Mlp mlp =
                    new Mlp(
                            input.context().runtime(),
                            key.apply(input.context().key()),
                            input.width(),
                            input.hidden(),
                            head.width(),
                            input.activation(),
                            initializer());
            return new Decoder() {
                @Override
                public Tensor apply(Tensor x) {
                    return output.apply(mlp.apply(seen.apply(x, width)));
                }

                @Override
                public void startAt(double[] mean, UnaryOperator<double[]> headOutput) {
                    if (starts) {
                        mlp.startAt(mean, headOutput);
                    }
                }

                @Override
                public List<Parameter> parameters() {
                    return mlp.parameters().stream().map(names).toList();
                }
            };
        }

        @Override
        public Optional<Architecture> mirrored() {
            return Optional.of(mirror.apply(this));
        }
    }

    /** A key of the section of its own name. */
    @Part("given")
    private record Clashing(ConditionSettings condition) implements Architecture {

        @Override
        public Network encoder(EncoderInput input, Head head) {
            return Given.right().encoder(input, head);
        }

        @Override
        public Decoder decoder(DecoderInput input, Head head) {
            return Given.right().decoder(input, head);
        }

        @Override
        public Optional<Architecture> mirrored() {
            return Optional.of(this);
        }
    }

    private static List<String> failures(Architecture wrong, Set<Data> accepted, String check) {
        return Failures.of(
                new ArchitectureContract("given", accepted) {
                    @Override
                    Object read(String settings) {
                        return wrong;
                    }

                    @Override
                    protected Optional<Grid> grid() {
                        return Optional.of(new Grid(2, 1));
                    }
                },
                check);
    }

    private static void assertFound(Architecture wrong, String check, String message) {
        assertThat(failures(wrong, EnumSet.of(Data.VECTOR), check))
                .singleElement()
                .asString()
                .contains(message);
    }

    @Test
    void aRightOnePasses() {
        for (String check :
                List.of(
                        "rowsDoNotInfluenceOneAnother",
                        "everyInputHasAnInfluence",
                        "otherDataAreRefusedByName",
                        "gradientsAreThoseOfDifferences",
                        "parametersSurviveACheckpoint",
                        "missingValuesAreTold",
                        "theDecoderStartsAtTheMean",
                        "gridsHaveShapes",
                        "theMirrorOfTheMirrorIsTheArchitecture",
                        "noKeyIsOneOfTheSection")) {
            assertThat(failures(Given.right(), VECTORS, check)).as(check).isEmpty();
        }
    }

    @Test
    void rowsThatInfluenceOneAnotherAreFound() {
        assertFound(
                Given.right().giving(y -> y.sub(y.mean(0))),
                "rowsDoNotInfluenceOneAnother",
                "encoder's output");
        assertFound(
                Given.right().giving(y -> y.slice(-1, 1, y.shape().extent(-1))),
                "rowsDoNotInfluenceOneAnother",
                "shape of encoder's output");
    }

    @Test
    void aConditionThatIsNotSeenIsFound() {
        Given blind =
                Given.right()
                        .seeing(
                                (x, width) ->
                                        Tensor.concatenate(
                                                List.of(
                                                        x.slice(-1, 0, width),
                                                        x.slice(-1, width, x.shape().extent(-1))
                                                                .mul(0)),
                                                -1));
        assertFound(
                blind, "everyInputHasAnInfluence", "input 6 of 8 has no influence on the encoder");
    }

    @Test
    void dataThatAreNotRefusedAreFound() {
        assertFound(Given.right(), "otherDataAreRefusedByName", "encoder of data of kind image");
    }

    @Test
    void aWrongGradientIsFound() {
        assertFound(
                Given.right().giving(y -> y.mul(y.stopGradient())),
                "gradientsAreThoseOfDifferences",
                "encoder");
        assertFound(
                Given.right().seeing((x, width) -> x.mul(0)),
                "gradientsAreThoseOfDifferences",
                "the encoder has no gradient in 0.weight");
    }

    @Test
    void parametersThatACheckpointLosesAreFound() {
        Given right = Given.right();
        RandomKey fixed = RandomKey.of(1);
        Given constant = new Given(k -> fixed, right.seen, right.output, right.names, true, g -> g);
        assertThat(failures(constant, EnumSet.of(Data.VECTOR), "parametersSurviveACheckpoint"))
                .singleElement()
                .asString()
                .contains("is the same for two keys");
        Given twins =
                new Given(
                        right.key,
                        right.seen,
                        right.output,
                        p -> Parameter.learned("weight", p.value()),
                        true,
                        g -> g);
        assertFound(twins, "parametersSurviveACheckpoint", "names of parameters of the encoder");
    }

    /** Two layers whose weights are of one key. */
    @Part("given")
    private record OneKey(boolean split) implements Architecture {

        private Decoder network(PartContext context, int inputs, int outputs) {
            RandomKey key = context.key();
            Mlp first = mlp(context, key.split("first"), inputs, 8);
            Mlp second = mlp(context, key.split(split ? "second" : "first"), 8, outputs);
            return new Decoder() {
                @Override
                public Tensor apply(Tensor x) {
                    return second.apply(first.apply(x).tanh());
                }

                @Override
                public void startAt(double[] mean, UnaryOperator<double[]> headOutput) {
                    second.startAt(mean, headOutput);
                }

                @Override
                public List<Parameter> parameters() {
                    List<Parameter> all = new ArrayList<>();
                    first.parameters().forEach(p -> all.add(p.within("first")));
                    second.parameters().forEach(p -> all.add(p.within("second")));
                    return all;
                }
            };
        }

        private static Mlp mlp(PartContext context, RandomKey key, int inputs, int outputs) {
            return new Mlp(
                    context.runtime(),
                    key,
                    inputs,
                    List.of(),
                    outputs,
                    Activation.TANH,
                    Initializer.GLOROT);
        }

        @Override
        public Network encoder(EncoderInput input, Head head) {
            return network(input.context(), input.seen().size() + input.beside(), head.width());
        }

        @Override
        public Decoder decoder(DecoderInput input, Head head) {
            return network(input.context(), input.width() + input.beside(), head.width());
        }

        @Override
        public Optional<Architecture> mirrored() {
            return Optional.of(this);
        }
    }

    @Test
    void oneKeyForAllLayersIsFound() {
        String check = "parametersSurviveACheckpoint";
        assertThat(failures(new OneKey(true), EnumSet.of(Data.VECTOR), check)).isEmpty();
        assertFound(
                new OneKey(false),
                check,
                "first.0.weight and second.0.weight of the encoder start with the same noise");
    }

    /** What networks give is scaled, and that of the decoder maybe not. */
    @Part("given")
    private record Scaled(double scale, boolean inDecoder) implements Architecture {

        @Override
        public Network encoder(EncoderInput input, Head head) {
            return Given.right().giving(y -> y.mul(scale)).encoder(input, head);
        }

        @Override
        public Decoder decoder(DecoderInput input, Head head) {
            return Given.right().giving(y -> y.mul(inDecoder ? scale : 1)).decoder(input, head);
        }

        @Override
        public Optional<Architecture> mirrored() {
            return Optional.of(this);
        }
    }

    private static List<String> failuresOfScaled(boolean inDecoder, Map<String, String> excused) {
        Map<String, String> all = new HashMap<>(excused);
        all.put("inDecoder", "a switch of the test");
        return Failures.of(
                new ArchitectureContract(
                        "given",
                        EnumSet.of(Data.VECTOR),
                        "{scale: 2, inDecoder: " + inDecoder + "}") {
                    @Override
                    Object read(String settings) {
                        return StrictMapper.of(Scaled.class, tree(settings));
                    }

                    @Override
                    protected Map<String, String> keysWithoutEffect() {
                        return all;
                    }
                },
                "eachSettingChangesBothNetworks");
    }

    @Test
    void aSettingThatTheDecoderIgnoresIsFound() {
        assertThat(failuresOfScaled(true, Map.of())).isEmpty();
        assertThat(failuresOfScaled(false, Map.of()))
                .singleElement()
                .asString()
                .contains("the setting 'scale' changes nothing in the decoder: ");
        Map<String, String> excused = Map.of("scale in the decoder", "it is of the encoder alone");
        assertThat(failuresOfScaled(false, excused)).isEmpty();
        assertThat(failuresOfScaled(true, excused))
                .singleElement()
                .asString()
                .contains("keysWithoutEffect() names 'scale in the decoder', which changes");
    }

    @Test
    void aMaskThatIsNotSeenIsFound() {
        Given blind =
                Given.right()
                        .seeing(
                                (x, width) ->
                                        x.shape().extent(-1) < 12
                                                ? x
                                                : Tensor.concatenate(
                                                        List.of(
                                                                x.slice(-1, 0, 6),
                                                                x.slice(-1, 6, 12).mul(0)),
                                                        -1));
        assertFound(blind, "missingValuesAreTold", "does not tell a missing value 0 from 0");
    }

    @Test
    void aDecoderThatDoesNotStartIsFound() {
        Given r = Given.right();
        assertFound(
                new Given(r.key, r.seen, r.output, r.names, false, r.mirror),
                "theDecoderStartsAtTheMean",
                "shift of the decoder's output");
    }

    @Test
    void wrongShapesOnGridsAreFound() {
        assertFound(
                Given.right().giving(y -> y.slice(-1, 1, y.shape().extent(-1))),
                "gridsHaveShapes",
                "shape of encoder's output on a grid");
    }

    @Test
    void aMirrorThatDoesNotComeBackIsFound() {
        Given r = Given.right();
        assertFound(
                new Given(r.key, r.seen, r.output, r.names, true, g -> g.giving(y -> y.mul(2))),
                "theMirrorOfTheMirrorIsTheArchitecture",
                "to contain");
    }

    @Test
    void aKeyOfTheSectionIsFound() {
        assertFound(
                new Clashing(new ConditionSettings(1, 1)),
                "noKeyIsOneOfTheSection",
                "keys of the section 'network'");
    }
}
