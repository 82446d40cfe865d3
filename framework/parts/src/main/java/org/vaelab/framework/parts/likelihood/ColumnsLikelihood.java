// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.DataMeasure;
import org.vaelab.framework.likelihood.HeadStart;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Independent columns of several kinds: groups of columns, each with a likelihood of its own
 * (Nazabal et al. 2020).
 *
 * @param groups which share no column, and together have all
 */
record ColumnsLikelihood(List<ColumnsLikelihood.Group> groups) implements Likelihood {

    /**
     * Columns with one likelihood.
     *
     * @param name of the group, for parameters and numbers
     * @param places of the columns, ascending
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares groups.
    record Group(String name, int[] places, Likelihood likelihood) {

        int headWidth() {
            return head().width();
        }

        Head head() {
            return likelihood.head(DataShape.flat(places.length));
        }

        DataMeasure measure() {
            return likelihood.measure(DataShape.flat(places.length));
        }

        /** Returns the group's columns of [..., D]. */
        Tensor of(Tensor all) {
            return all.gather(-1, all.runtime().indices(places, Shape.of(places.length)));
        }
    }

    ColumnsLikelihood {
        groups = List.copyOf(groups);
    }

    @Override
    public Set<ValueDomain> domains() {
        return Set.of(
                ValueDomain.COLUMNS, ValueDomain.REAL, ValueDomain.BINARY, ValueDomain.COUNTS);
    }

    /** {@inheritDoc} Each column has that of its group. */
    @Override
    public DataMeasure measure(DataShape x) {
        return DataMeasure.ofParts(
                groups.stream().map(Group::places).toList(),
                groups.stream().map(Group::measure).toList());
    }

    @Override
    public List<String> given() {
        return groups.stream().flatMap(group -> group.likelihood().given().stream()).toList();
    }

    @Override
    public Head head(DataShape x) {
        List<Head.Output> outputs = new ArrayList<>();
        for (Group group : groups) {
            group.head().outputs().forEach(output -> outputs.add(output.within(group.name())));
        }
        return Head.of(outputs.toArray(Head.Output[]::new));
    }

    @Override
    public OutputDistribution of(Tensor headOutput) {
        List<OutputDistribution> parts = new ArrayList<>();
        int from = 0;
        for (Group group : groups) {
            int to = from + group.headWidth();
            parts.add(group.likelihood().of(headOutput.slice(-1, from, to)));
            from = to;
        }
        return new Columns(groups, parts);
    }

    /** {@inheritDoc} Each group gives the head output of its columns. */
    @Override
    public void startAt(double[] mean, Decoder decoder) {
        decoder.startAt(
                mean,
                all -> {
                    List<double[]> parts = new ArrayList<>();
                    for (Group group : groups) {
                        double[] own =
                                Arrays.stream(group.places()).mapToDouble(d -> all[d]).toArray();
                        parts.add(HeadStart.of(group.likelihood(), own, group.headWidth()));
                    }
                    return parts.stream().flatMapToDouble(Arrays::stream).toArray();
                });
    }

    @Override
    public List<Parameter> parameters() {
        return groups.stream()
                .flatMap(
                        group ->
                                group.likelihood().parameters().stream()
                                        .map(p -> p.within(group.name())))
                .toList();
    }

    /** The distributions of all groups; values are in the order of the columns. */
    private record Columns(List<Group> groups, List<OutputDistribution> parts)
            implements OutputDistribution {

        @Override
        public Tensor logProbability(Tensor x) {
            Tensor sum = null;
            for (int g = 0; g < groups.size(); g++) {
                Tensor own = parts.get(g).logProbability(groups.get(g).of(x));
                sum = sum == null ? own : sum.add(own);
            }
            return Objects.requireNonNull(sum, "at least one group");
        }

        @Override
        public Optional<Tensor> byValue(Tensor x) {
            return inOrder((group, part) -> part.byValue(group.of(x)));
        }

        @Override
        public Optional<Tensor> placeProbabilities(int value) {
            for (int g = 0; g < groups.size(); g++) {
                int place = Arrays.binarySearch(groups.get(g).places(), value);
                if (place >= 0) {
                    return parts.get(g).placeProbabilities(place);
                }
            }
            return Optional.empty();
        }

        /** {@inheritDoc} It is absent if there are categories. */
        @Override
        public Optional<Tensor> mean() {
            return inOrder((group, part) -> part.mean());
        }

        @Override
        public Optional<Tensor> prediction() {
            return inOrder((group, part) -> part.prediction());
        }

        @Override
        public Tensor sample(RandomKey key) {
            return inOrder((group, part) -> Optional.of(part.sample(key.split(group.name()))))
                    .orElseThrow();
        }

        /** Returns values of all groups in the order of the columns; empty if one has none. */
        private Optional<Tensor> inOrder(
                BiFunction<Group, OutputDistribution, Optional<Tensor>> values) {
            List<Tensor> found = new ArrayList<>();
            for (int g = 0; g < groups.size(); g++) {
                values.apply(groups.get(g), parts.get(g)).ifPresent(found::add);
            }
            if (found.size() < groups.size()) {
                return Optional.empty();
            }
            if (found.size() == 1) {
                return Optional.of(found.get(0));
            }
            Tensor all = Tensor.concatenate(found, -1);
            int[] order = order(all.shape().extent(-1));
            return Optional.of(
                    all.gather(-1, all.runtime().indices(order, Shape.of(order.length))));
        }

        /** Returns where each column lies in the values of all groups. */
        private int[] order(int width) {
            int[] order = new int[width];
            int at = 0;
            for (Group group : groups) {
                for (int place : group.places()) {
                    order[place] = at++;
                }
            }
            return order;
        }

        @Override
        public Map<String, Tensor> numbers() {
            Map<String, Tensor> numbers = new LinkedHashMap<>();
            for (int g = 0; g < groups.size(); g++) {
                String name = groups.get(g).name();
                parts.get(g).numbers().forEach((n, value) -> numbers.put(name + "." + n, value));
            }
            return numbers;
        }

        /** {@inheritDoc} Only real columns have other units. */
        @Override
        public Map<String, Tensor> numbersOf(Tensor offset, Tensor scale) {
            Map<String, Tensor> numbers = new LinkedHashMap<>();
            for (int g = 0; g < groups.size(); g++) {
                Group group = groups.get(g);
                OutputDistribution part = parts.get(g);
                Map<String, Tensor> own =
                        group.measure().isCounting()
                                ? part.numbers()
                                : part.numbersOf(group.of(offset), group.of(scale));
                own.forEach((n, value) -> numbers.put(group.name() + "." + n, value));
            }
            return numbers;
        }

        @Override
        public String howToDraw() {
            List<String> texts = new ArrayList<>();
            for (int g = 0; g < groups.size(); g++) {
                texts.add(
                        "columns %s (`%s.*`): %s"
                                .formatted(
                                        Arrays.toString(groups.get(g).places()),
                                        groups.get(g).name(),
                                        parts.get(g).howToDraw()));
            }
            return String.join("; ", texts);
        }
    }
}
