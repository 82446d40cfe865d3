// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.latent.CategorySequence;
import org.vaelab.framework.likelihood.IndependentValues;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToyCoins;

/** What the contract of likelihoods says of wrong ones. */
final class WrongLikelihoodsTest {

    private static final String CLAIMS = "predictionAndNumbersAreThoseOfTheDensity";
    private static final String FAR = "theDensityGoesOnMoving";
    private static final String DOMAINS = "everyNamedDomainHasADensity";

    /**
     * Normals of deviation 1/2.
     *
     * @param limit of the location
     * @param predicted from the location
     * @param numbers from the location and log-scales
     */
    @Part(value = "given", description = "for tests")
    private record Normals(
            Set<ValueDomain> domains,
            UnaryOperator<Tensor> limit,
            UnaryOperator<Tensor> predicted,
            BinaryOperator<Tensor> numbers)
            implements Likelihood {

        private static final double LOG_SCALE = Math.log(0.5);

        @Override
        public Head head(DataShape x) {
            return Head.of(Head.real("location", x.size()));
        }

        @Override
        public OutputDistribution of(Tensor headOutput) {
            Tensor location = limit.apply(headOutput);
            return new OutputDistribution() {
                @Override
                public Tensor logProbability(Tensor x) {
                    return x.sub(location)
                            .mul(Math.exp(-LOG_SCALE))
                            .square()
                            .mul(-0.5)
                            .sub(0.5 * Math.log(2 * Math.PI) + LOG_SCALE)
                            .sum(-1);
                }

                @Override
                public Optional<Tensor> mean() {
                    return Optional.of(location);
                }

                @Override
                public Optional<Tensor> prediction() {
                    return Optional.of(predicted.apply(location));
                }

                @Override
                public Tensor sample(RandomKey key) {
                    return location.runtime()
                            .normal(key, location.shape())
                            .mul(Math.exp(LOG_SCALE))
                            .add(location);
                }

                @Override
                public Map<String, Tensor> numbers() {
                    return Map.of("location", numbers.apply(location, location));
                }

                @Override
                public Map<String, Tensor> numbersOf(Tensor offset, Tensor scale) {
                    return Map.of();
                }
            };
        }

        @Override
        public void startAt(double[] mean, Decoder decoder) {
            decoder.startAt(mean, double[]::clone);
        }
    }

    private static Normals normals(
            UnaryOperator<Tensor> limit, UnaryOperator<Tensor> predicted, double factor) {
        return new Normals(
                Set.of(ValueDomain.REAL), limit, predicted, (mean, same) -> mean.mul(factor));
    }

    /** Coins whose logits do not go on. */
    @Part(value = "given", description = "for tests")
    private record Coins(Set<ValueDomain> domains, UnaryOperator<Tensor> limit)
            implements Likelihood {

        @Override
        public Head head(DataShape x) {
            return new ToyCoins().head(x);
        }

        @Override
        public OutputDistribution of(Tensor headOutput) {
            return new ToyCoins().of(limit.apply(headOutput));
        }

        @Override
        public void startAt(double[] mean, Decoder decoder) {
            new ToyCoins().startAt(mean, decoder);
        }
    }

    /**
     * Coins that give the probabilities of both sides.
     *
     * @param shift of the logit in these
     * @param other whose they are: by how many values further on
     */
    @Part(value = "given", description = "for tests")
    private record Sides(double shift, int other) implements Likelihood {

        @Override
        public Set<ValueDomain> domains() {
            return Set.of(ValueDomain.BINARY);
        }

        @Override
        public Head head(DataShape x) {
            return new ToyCoins().head(x);
        }

        @Override
        public OutputDistribution of(Tensor logits) {
            OutputDistribution coins = new ToyCoins().of(logits);
            return new IndependentValues() {
                @Override
                public Tensor each(Tensor x) {
                    return coins.byValue(x).orElseThrow();
                }

                @Override
                public Optional<Tensor> placeProbabilities(int value) {
                    int at = (value + other) % logits.shape().extent(-1);
                    Tensor one = logits.slice(-1, at, at + 1).add(shift).sigmoid();
                    return Optional.of(Tensor.concatenate(List.of(one.mul(-1).add(1), one), -1));
                }

                @Override
                public Tensor sample(RandomKey key) {
                    return coins.sample(key);
                }
            };
        }

        @Override
        public void startAt(double[] mean, Decoder decoder) {
            new ToyCoins().startAt(mean, decoder);
        }
    }

    private static List<String> failures(Likelihood wrong, String check) {
        LikelihoodContract contract =
                new LikelihoodContract("given") {
                    @Override
                    Object read(String settings) {
                        return wrong;
                    }
                };
        return Failures.of(contract, check);
    }

    private static void assertFound(Likelihood wrong, String check, String... messages) {
        assertThat(failures(wrong, check)).singleElement().asString().contains(messages);
    }

    @Test
    void rightOnesPass() {
        for (String check : List.of(CLAIMS, FAR, DOMAINS)) {
            assertThat(failures(normals(x -> x, x -> x, 1), check)).isEmpty();
            assertThat(failures(new Coins(Set.of(ValueDomain.BINARY), x -> x), check)).isEmpty();
        }
        Normals onInterval =
                new Normals(
                        Set.of(
                                ValueDomain.REAL,
                                ValueDomain.UNIT_INTERVAL,
                                ValueDomain.GREY_LEVELS),
                        x -> x,
                        x -> x,
                        (mean, same) -> mean);
        assertThat(failures(onInterval, DOMAINS)).isEmpty();
    }

    /** Of 64 values at most all are counted. */
    @Test
    void aDensityOfTheFirstValuesAloneIsFound() {
        UnaryOperator<Tensor> few =
                x -> {
                    int n = x.shape().extent(-1);
                    return n <= 64
                            ? x
                            : Tensor.concatenate(
                                    List.of(x.slice(-1, 0, 64), x.slice(-1, 64, n).mul(0)), -1);
                };
        assertThat(failures(normals(x -> x, x -> x, 1), "everyOneOfManyValuesCounts")).isEmpty();
        assertFound(
                normals(few, x -> x, 1),
                "everyOneOfManyValuesCounts",
                "log p of 100 values does not depend on output 64 of 100 of the decoder");
    }

    @Test
    void aNamedDomainWithoutADensityIsFound() {
        Normals counts =
                new Normals(
                        Set.of(ValueDomain.REAL, ValueDomain.COUNTS),
                        x -> x,
                        x -> x,
                        (mean, same) -> mean);
        assertThat(failures(counts, "densityNormalises")).isEmpty();
        assertFound(
                counts,
                DOMAINS,
                "head 0: p adds up to 0.821079 over counts data, which domains() names, and not to"
                        + " 1");
    }

    @Test
    void aWrongPredictionIsFound() {
        assertFound(
                normals(x -> x, x -> x.mul(1.02), 1),
                CLAIMS,
                "head 1: prediction() is ",
                "which is neither the mean ");
        assertFound(normals(x -> x, x -> x.slice(-1, 0, 1), 1), CLAIMS, "has 1 numbers");
    }

    @Test
    void wrongNumbersAreFound() {
        assertFound(
                normals(x -> x, x -> x, 1.01),
                CLAIMS,
                "head 1: numbers() is of another distribution: log p(x) at x = ",
                "when forms() of the likelihood makes it again from the numbers [location]");
    }

    /**
     * Normals of deviation 1/2 whose log-scale is no output, so that no form has all numbers.
     *
     * @param share of the logarithm of another unit in the log-scale
     * @param deviation that is told
     */
    @Part(value = "given", description = "for tests")
    private record Fixed(double share, double deviation) implements Likelihood {

        @Override
        public Set<ValueDomain> domains() {
            return Set.of(ValueDomain.REAL);
        }

        @Override
        public Head head(DataShape x) {
            return Head.of(Head.real("location", x.size()));
        }

        @Override
        public OutputDistribution of(Tensor location) {
            OutputDistribution own = normals(x -> x, x -> x, 1).of(location);
            return new OutputDistribution() {
                @Override
                public Tensor logProbability(Tensor x) {
                    return own.logProbability(x);
                }

                @Override
                public Optional<Tensor> mean() {
                    return own.mean();
                }

                @Override
                public Tensor sample(RandomKey key) {
                    return own.sample(key);
                }

                @Override
                public Optional<Tensor> deviations() {
                    return Optional.of(location.runtime().full(deviation, Shape.of(1)));
                }

                @Override
                public Map<String, Tensor> numbers() {
                    return numbersOf(
                            location.runtime().zeros(Shape.of(1)),
                            location.runtime().full(1, Shape.of(1)));
                }

                @Override
                public Map<String, Tensor> numbersOf(Tensor offset, Tensor scale) {
                    return Map.of(
                            "location",
                            location.mul(scale).add(offset),
                            "logScale",
                            scale.log().mul(share).add(Normals.LOG_SCALE));
                }
            };
        }

        @Override
        public void startAt(double[] mean, Decoder decoder) {
            decoder.startAt(mean, double[]::clone);
        }
    }

    @Test
    void numbersInOtherUnitsAndDeviationsAreChecked() {
        assertThat(failures(new Fixed(1, 0.5), CLAIMS)).isEmpty();
        assertFound(
                new Fixed(0, 0.5),
                CLAIMS,
                "'logScale' of x is -0.693147, so that of 0.4 + 2.0 x is 0.00000, and numbersOf() has"
                        + " -0.693147");
        assertFound(
                new Fixed(1, 0.25),
                CLAIMS,
                "the square of deviations() of value 0: the closed form is 0.0625");
    }

    /** P(X >= k) = (1 + k)^-2.5, whose mean lacks 1e-5 beyond 1,500. */
    @Part(value = "given", description = "for tests")
    private record HeavyTail(double mean) implements Likelihood {

        private static final double INDEX = 2.5;

        @Override
        public Set<ValueDomain> domains() {
            return Set.of(ValueDomain.COUNTS);
        }

        @Override
        public Head head(DataShape x) {
            return Head.of(Head.real("unused", x.size()));
        }

        @Override
        public OutputDistribution of(Tensor headOutput) {
            return new OutputDistribution() {
                @Override
                public Tensor logProbability(Tensor x) {
                    Tensor above = x.add(1).log().mul(-INDEX).exp();
                    Tensor beyond = x.add(2).log().mul(-INDEX).exp();
                    return above.sub(beyond).log().add(headOutput.mul(0)).sum(-1);
                }

                @Override
                public Optional<Tensor> mean() {
                    return Optional.of(headOutput.mul(0).add(mean));
                }

                @Override
                public Tensor sample(RandomKey key) {
                    Tensor u = headOutput.runtime().uniform(key, headOutput.shape());
                    return u.log().mul(-1 / INDEX).exp().floor().sub(1);
                }
            };
        }

        @Override
        public void startAt(double[] means, Decoder decoder) {
            decoder.startAt(means, double[]::clone);
        }
    }

    @Tag("full")
    @Test
    void theMeanOfAHeavyTailIsSummed() {
        double zeta = 1.341487257250917;
        assertThat(failures(new HeavyTail(zeta - 1), "theMeanIsThatOfTheDensity")).isEmpty();
        assertThat(failures(new HeavyTail(zeta - 1), "densityNormalises")).isEmpty();
        assertFound(
                new HeavyTail(zeta - 1.0001),
                "theMeanIsThatOfTheDensity",
                "mean of value 0: the closed form is 0.3413872573, the integral 0.34148");
    }

    @Test
    void aClampIsFound() {
        double most = Math.log(0.99 / 0.01);
        assertFound(
                new Coins(Set.of(ValueDomain.BINARY), x -> x.maximum(-most).minimum(most)),
                FAR,
                "log p(x) stands still where output 0 of the decoder goes from 6 to 8");
        assertFound(
                normals(x -> x.maximum(0.01), x -> x, 1),
                FAR,
                "log p(x) stands still where output 0 of the decoder goes from -4 to -6");
    }

    @Test
    void anOverflowIsToldWithItsOutputs() {
        assertFound(
                new Coins(Set.of(ValueDomain.BINARY), x -> x.exp().log()),
                "extremeHeadsAreFinite",
                "log p of outputs 90.0 and 0.0: element 0 is NaN");
    }

    @Test
    void aDomainThatIsTooWideIsNamed() {
        for (String check : List.of("densityNormalises", "keysDecideTheBytes")) {
            assertFound(
                    new Coins(Set.of(ValueDomain.REAL), x -> x),
                    check,
                    "domains() is too wide: it names real, and each of 1000 draws is 0 or 1; name"
                            + " binary instead");
        }
    }

    /**
     * Normals of deviation 1 around the outputs, of which the second also follows the first value.
     *
     * @param slope of the second in the first
     * @param byValue whether it gives densities of single values
     */
    @Part(value = "given", description = "for tests")
    private record Following(double slope, boolean byValue) implements Likelihood {

        @Override
        public Set<ValueDomain> domains() {
            return Set.of(ValueDomain.REAL);
        }

        @Override
        public Head head(DataShape x) {
            return Head.of(Head.real("location", x.size()));
        }

        @Override
        public OutputDistribution of(Tensor location) {
            return new OutputDistribution() {
                private Tensor each(Tensor x) {
                    Tensor before = x.slice(-1, 0, 1).mul(slope);
                    Tensor shift = Tensor.concatenate(List.of(before.mul(0), before), -1);
                    return x.sub(location).sub(shift).square().add(Math.log(2 * Math.PI)).mul(-0.5);
                }

                @Override
                public Tensor logProbability(Tensor x) {
                    return each(x).sum(-1);
                }

                @Override
                public Optional<Tensor> byValue(Tensor x) {
                    return byValue ? Optional.of(each(x)) : Optional.empty();
                }

                @Override
                public Tensor sample(RandomKey key) {
                    return location.add(location.runtime().normal(key, location.shape()));
                }
            };
        }

        @Override
        public void startAt(double[] mean, Decoder decoder) {
            decoder.startAt(mean, double[]::clone);
        }
    }

    @Tag("full")
    @Test
    void densitiesOfSingleValuesAreNeitherOfOthersNorLeftOut() {
        String check = "densitiesOfValuesAreThoseOfIndependentOnes";
        assertThat(failures(new Following(0, true), check)).isEmpty();
        assertThat(failures(new Following(1, false), check)).isEmpty();
        assertThat(failures(new Following(1, true), check))
                .singleElement()
                .asString()
                .contains("of the second value, with another first one");
        assertThat(failures(new Following(0, false), check))
                .singleElement()
                .asString()
                .contains("byValue() is empty, and the values are independent");
    }

    /**
     * Coins whose mean is told too large by a share where the logit lies between 3 and 6.
     *
     * @param share by which it is
     */
    @Part(value = "given", description = "for tests")
    private record Between(double share) implements Likelihood {

        @Override
        public Set<ValueDomain> domains() {
            return Set.of(ValueDomain.BINARY);
        }

        @Override
        public Head head(DataShape x) {
            return new ToyCoins().head(x);
        }

        @Override
        public OutputDistribution of(Tensor logits) {
            OutputDistribution coins = new ToyCoins().of(logits);
            return new IndependentValues() {
                @Override
                public Tensor each(Tensor x) {
                    return coins.byValue(x).orElseThrow();
                }

                @Override
                public Optional<Tensor> mean() {
                    Tensor isBetween = logits.gt(3).mul(logits.lt(6));
                    return coins.mean().map(mean -> mean.mul(isBetween.mul(share).add(1)));
                }

                @Override
                public Tensor sample(RandomKey key) {
                    return coins.sample(key);
                }
            };
        }

        @Override
        public void startAt(double[] mean, Decoder decoder) {
            new ToyCoins().startAt(mean, decoder);
        }
    }

    @Test
    void aMeanThatIsWrongBetweenTheUsualOutputsIsFound() {
        String check = "oneValueIsRightNearAndFar";
        assertThat(failures(new Between(0), check)).isEmpty();
        assertThat(failures(new Between(1e-4), FAR)).isEmpty();
        assertFound(
                new Between(1e-4),
                check,
                "mean() of one value, at output 0 = 4.0 of the decoder: expected 0.98211");
    }

    /**
     * Texts whose tokens repeat the one before more often than by chance.
     *
     * @param counts whether hidden tokens count
     * @param sees whether hidden tokens are seen
     */
    @Part(value = "given", description = "for tests")
    private record Texts(boolean counts, boolean sees) implements Likelihood {

        @Override
        public Set<ValueDomain> domains() {
            return Set.of(ValueDomain.TOKENS);
        }

        @Override
        public Head head(DataShape x) {
            return Head.of(Head.real("unused", 1));
        }

        @Override
        public OutputDistribution of(Tensor unused) {
            return new OutputDistribution() {
                @Override
                public Tensor logProbability(Tensor x) {
                    int tokens = SmallData.TOKENS;
                    int steps = x.shape().extent(-1);
                    Tensor known = x.eq(x);
                    Tensor filled = x.where(known, x.runtime().zeros(Shape.scalar()));
                    Tensor hidden = filled.gt(tokens - 1);
                    Tensor token = filled.sub(hidden.mul(tokens));
                    Tensor isShown = hidden.mul(sees ? 0 : -1).add(1).slice(1, 0, steps - 1);
                    Tensor isSame = token.slice(1, 1, steps).eq(token.slice(1, 0, steps - 1));
                    Tensor change = isSame.mul(Math.log(2)).add(Math.log(4 / 5.0)).mul(isShown);
                    Tensor each =
                            Tensor.concatenate(List.of(token.slice(1, 0, 1).mul(0), change), 1)
                                    .sub(Math.log(tokens))
                                    .mul(known);
                    return each.mul(hidden.mul(counts ? 0 : -1).add(1)).sum(-1);
                }

                @Override
                public Tensor sample(RandomKey key) {
                    throw new UnsupportedOperationException();
                }
            };
        }

        @Override
        public void startAt(double[] mean, Decoder decoder) {}
    }

    private static List<String> ofTexts(Texts wrong) {
        LikelihoodContract contract =
                new LikelihoodContract("given") {
                    @Override
                    protected ValueDomain data() {
                        return ValueDomain.TOKENS;
                    }

                    @Override
                    Object read(String settings) {
                        return wrong;
                    }
                };
        return Failures.of(contract, "hiddenTokensHaveTheirProbabilities");
    }

    @Test
    void hiddenTokensThatDoNotCountOrAreSeenAreFound() {
        assertThat(ofTexts(new Texts(true, false))).isEmpty();
        assertThat(ofTexts(new Texts(false, false)))
                .singleElement()
                .asString()
                .contains(" over all texts where the first is hidden");
        assertThat(ofTexts(new Texts(true, true)))
                .singleElement()
                .asString()
                .contains("the second token depends on the first where the first is hidden");
    }

    /**
     * Coins that are visited one after another.
     *
     * @param zero the place of a zero among the categories
     * @param first the value that is visited first
     */
    @Part(value = "given", description = "for tests")
    private record Visited(int zero, int first) implements Likelihood {

        private record Values(Visited of, Tensor logits)
                implements IndependentValues, CategorySequence {

            @Override
            public Tensor each(Tensor x) {
                return new ToyCoins().of(logits).byValue(x).orElseThrow();
            }

            @Override
            public Tensor sample(RandomKey key) {
                return new ToyCoins().of(logits).sample(key);
            }

            @Override
            public int categories() {
                return 2;
            }

            @Override
            public void visit(int rows, CategorySequence.Choice choice) {
                double[] ofOnes = logits.readDoubles();
                int n = ofOnes.length / rows;
                for (int i = 0; i < n; i++) {
                    double[] both = new double[2 * rows];
                    for (int row = 0; row < rows; row++) {
                        both[2 * row + 1 - of.zero] = ofOnes[row * n + (i + of.first) % n];
                    }
                    choice.choose(i, both);
                }
            }
        }

        @Override
        public Set<ValueDomain> domains() {
            return Set.of(ValueDomain.BINARY);
        }

        @Override
        public Head head(DataShape x) {
            return new ToyCoins().head(x);
        }

        @Override
        public OutputDistribution of(Tensor logits) {
            return new Values(this, logits);
        }

        @Override
        public void startAt(double[] mean, Decoder decoder) {
            new ToyCoins().startAt(mean, decoder);
        }
    }

    @Test
    void aCoderThatSeesOtherProbabilitiesIsFound() {
        String check = "visitedValuesHaveTheirProbabilities";
        assertThat(failures(new Visited(0, 0), check)).isEmpty();
        for (Visited wrong : List.of(new Visited(1, 0), new Visited(0, 1))) {
            assertFound(wrong, check, "log probabilities that visit() gives, against log p(x)");
        }
    }

    /** How log p of each value, and where it is observed, become log p of a row. */
    /** Coins with an exposure that a decoder from elsewhere keeps or loses. */
    @Part(value = "given", description = "for tests")
    private record Exposed(Optional<String> exposure, boolean isKept) implements Likelihood {

        private static final Coins COINS = new Coins(Set.of(ValueDomain.BINARY), x -> x);

        @Override
        public Set<ValueDomain> domains() {
            return COINS.domains();
        }

        @Override
        public Head head(DataShape x) {
            return COINS.head(x);
        }

        @Override
        public OutputDistribution of(Tensor headOutput) {
            return COINS.of(headOutput);
        }

        @Override
        public void startAt(double[] mean, Decoder decoder) {
            COINS.startAt(mean, decoder);
        }

        @Override
        public Likelihood asGiven() {
            return isKept ? this : new Exposed(Optional.empty(), true);
        }
    }

    @Test
    void aDecoderFromElsewhereThatLosesItsExposureIsFound() {
        String check = "theLikelihoodOfADecoderFromElsewhereIsTheSame";
        assertThat(failures(new Exposed(Optional.of("total"), true), check)).isEmpty();
        assertFound(
                new Exposed(Optional.of("total"), false),
                check,
                "exposure of asGiven()",
                "total",
                "Optional.empty");
    }

    private enum Missing {
        LEFT_OUT {
            @Override
            Tensor sum(Tensor x, Tensor location) {
                Tensor observed = x.eq(x);
                Tensor filled = x.where(observed, x.runtime().zeros(Shape.scalar()));
                return log(filled, location).mul(observed).sum(-1);
            }
        },
        FILLED {
            @Override
            Tensor sum(Tensor x, Tensor location) {
                return log(x.where(x.eq(x), location), location).sum(-1);
            }
        },
        SCALED_UP {
            @Override
            Tensor sum(Tensor x, Tensor location) {
                Tensor observed = x.eq(x).sum(-1).maximum(1);
                return LEFT_OUT.sum(x, location).div(observed).mul(x.shape().extent(-1));
            }
        },
        WITHOUT_GRADIENT {
            @Override
            Tensor sum(Tensor x, Tensor location) {
                Tensor zero = x.runtime().zeros(Shape.scalar());
                return log(x, location).where(x.eq(x), zero).sum(-1);
            }
        };

        abstract Tensor sum(Tensor x, Tensor location);

        static Tensor log(Tensor x, Tensor location) {
            return x.sub(location).square().add(Math.log(2 * Math.PI)).mul(-0.5);
        }
    }

    /** Normals of deviation 1 around the outputs. */
    @Part(value = "given", description = "for tests")
    private record WithMissing(Missing missing) implements Likelihood {

        @Override
        public Set<ValueDomain> domains() {
            return Set.of(ValueDomain.REAL);
        }

        @Override
        public boolean takesMissingValues() {
            return true;
        }

        @Override
        public Head head(DataShape x) {
            return Head.of(Head.real("location", x.size()));
        }

        @Override
        public OutputDistribution of(Tensor location) {
            return new OutputDistribution() {
                @Override
                public Tensor logProbability(Tensor x) {
                    return missing.sum(x, location);
                }

                @Override
                public Tensor sample(RandomKey key) {
                    return location.add(location.runtime().normal(key, location.shape()));
                }
            };
        }

        @Override
        public void startAt(double[] mean, Decoder decoder) {
            decoder.startAt(mean, double[]::clone);
        }
    }

    @Test
    void aMissingValueThatAddsSomethingIsFound() {
        String check = "missingValuesAddNothing";
        assertThat(failures(new WithMissing(Missing.LEFT_OUT), check)).isEmpty();
        for (Missing wrong : List.of(Missing.FILLED, Missing.SCALED_UP)) {
            assertFound(new WithMissing(wrong), check, "a missing value, NaN, adds nothing");
        }
        assertFound(
                new WithMissing(Missing.WITHOUT_GRADIENT),
                check,
                "gradient of log p(x) of the values that are not missing",
                "analytic NaN");
    }

    @Test
    void wrongProbabilitiesOfPlacesAreFound() {
        String check = "densitiesOfValuesAreThoseOfIndependentOnes";
        assertThat(failures(new Sides(0, 0), check)).isEmpty();
        assertFound(new Sides(1e-6, 0), check, "the probability of place 0 of value 0");
        assertFound(new Sides(0, 1), check, "the probability of place 0 of value 0");
    }
}
