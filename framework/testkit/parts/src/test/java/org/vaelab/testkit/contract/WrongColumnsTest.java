// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.IndependentValues;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.tensor.Tensor;

/** What the contract of likelihoods says of wrong ones of tables. */
final class WrongColumnsTest {

    /**
     * Normals around the outputs, categories of equal probability and geometric counts.
     *
     * @param shift by how many columns draws are moved
     * @param most categories that have their probability
     * @param predicted the place of a category that is predicted
     */
    @Part(value = "given", description = "for tests")
    private record Settings(int shift, int most, int predicted) implements LikelihoodPart {

        @Override
        public Likelihood create(PartContext context) {
            return new Table(this, context.data().form().columns());
        }
    }

    private record Table(Settings settings, List<Column> columns) implements Likelihood {

        @Override
        public Set<ValueDomain> domains() {
            return Set.of(ValueDomain.COLUMNS, ValueDomain.REAL);
        }

        @Override
        public Head head(DataShape x) {
            return Head.of(Head.real("location", x.size()));
        }

        @Override
        public OutputDistribution of(Tensor location) {
            return new Values(settings, columns, location);
        }

        @Override
        public void startAt(double[] mean, Decoder decoder) {
            decoder.startAt(mean, double[]::clone);
        }
    }

    private record Values(Settings settings, List<Column> columns, Tensor location)
            implements IndependentValues {

        @Override
        public Tensor each(Tensor x) {
            return ofEach(j -> log(columns.get(j), column(x.sub(location.mul(0)), j), j));
        }

        private Tensor log(Column column, Tensor x, int j) {
            if (column.kind().isReal()) {
                return x.sub(column(location, j)).square().add(Math.log(2 * Math.PI)).mul(-0.5);
            }
            return column.kind().hasCategories()
                    ? x.mul(0).sub(Math.log(Math.min(settings.most(), column.categories().size())))
                    : x.add(1).mul(-Math.log(2));
        }

        @Override
        public Tensor sample(RandomKey key) {
            int n = columns.size();
            return ofEach(j -> drawn((j + settings.shift()) % n, key.fold(j)));
        }

        private Tensor drawn(int j, RandomKey key) {
            Tensor at = column(location, j);
            Tensor u = at.runtime().uniform(key, at.shape());
            Column column = columns.get(j);
            if (column.kind().isReal()) {
                return at.add(at.runtime().normal(key, at.shape()));
            }
            return column.kind().hasCategories()
                    ? u.mul(column.categories().size()).floor()
                    : u.log().div(-Math.log(2)).floor();
        }

        @Override
        public Optional<Tensor> prediction() {
            return Optional.of(
                    ofEach(
                            j -> {
                                Column.Kind kind = columns.get(j).kind();
                                int place = kind.hasCategories() ? settings.predicted() : 1;
                                Tensor at = column(location, j);
                                return kind.isReal() ? at : at.mul(0).add(place);
                            }));
        }

        private static Tensor column(Tensor all, int j) {
            return all.slice(-1, j, j + 1);
        }

        private Tensor ofEach(IntFunction<Tensor> column) {
            List<Tensor> each = new ArrayList<>();
            for (int j = 0; j < columns.size(); j++) {
                each.add(column.apply(j));
            }
            return Tensor.concatenate(each, -1);
        }
    }

    private static List<String> failures(int shift, int most, int predicted) {
        LikelihoodContract contract =
                new LikelihoodContract("given") {
                    @Override
                    Object read(String settings) {
                        return new Settings(shift, most, predicted);
                    }
                };
        return Failures.of(contract, "columnsOfAllKindsHaveTheirDensity");
    }

    @Test
    void aRightOnePasses() {
        assertThat(failures(0, 5, 0)).isEmpty();
    }

    @Test
    void drawsInOtherColumnsAreFound() {
        assertThat(failures(1, 5, 0))
                .singleElement()
                .asString()
                .contains("columns [0, 1] of 7: a draw of 'c1', which is binary, is ");
    }

    @Test
    void aWrongProbabilityFromTheFourthCategoryOnIsFound() {
        assertThat(failures(0, 3, 0))
                .singleElement()
                .asString()
                .contains("columns [2, 3] of 7: the density integrates to 2.2");
    }

    @Test
    void aPredictionThatIsNoCategoryIsFound() {
        assertThat(failures(0, 5, 2))
                .singleElement()
                .asString()
                .contains("columns [0, 1] of 7: prediction() of value 1 is 2.0");
    }
}
