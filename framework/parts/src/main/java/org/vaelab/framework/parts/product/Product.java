// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.product;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.latent.BaseMeasure;
import org.vaelab.framework.latent.Geodesics;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.latent.RankedUnits;
import org.vaelab.framework.latent.TableColumns;
import org.vaelab.framework.latent.Walks;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The product of latent spaces. A value is one vector, in which the values of the factors lie side
 * by side, each row by row: of {@code R^8 x S^16 x onehot(10, 4)} it has 8 + 17 + 40 coordinates.
 *
 * @param factors in order, at least two, none of them a product
 */
public record Product(List<LatentSpace> factors) implements LatentSpace {

    public Product {
        factors = List.copyOf(factors);
        if (factors.size() < 2) {
            throw new IllegalArgumentException(
                    "a product has at least two factors, not " + factors.size());
        }
        if (factors.stream().anyMatch(Product.class::isInstance)) {
            throw new IllegalArgumentException(
                    "a product is no factor of another: its factors are");
        }
    }

    @Override
    public Shape eventShape() {
        return Shape.of(factors.stream().mapToInt(factor -> factor.eventShape().size()).sum());
    }

    /**
     * Returns the common measure of the factors where it is {@link BaseMeasure#LEBESGUE} or {@link
     * BaseMeasure#COUNTING}, whose products are of the same kind; else {@link BaseMeasure#PRODUCT},
     * or {@link BaseMeasure#MIXED} where some factors count points.
     */
    @Override
    public BaseMeasure measure() {
        BaseMeasure first = factors.get(0).measure();
        boolean common =
                (first == BaseMeasure.LEBESGUE || first == BaseMeasure.COUNTING)
                        && factors.stream().allMatch(factor -> factor.measure() == first);
        if (common) {
            return first;
        }
        return factors.stream().anyMatch(factor -> factor.measure().countsPoints())
                ? BaseMeasure.MIXED
                : BaseMeasure.PRODUCT;
    }

    @Override
    public boolean containsMeans() {
        return factors.stream().allMatch(LatentSpace::containsMeans);
    }

    @Override
    public NetworkInput networkInput() {
        Map<String, NetworkInput> inputs = new LinkedHashMap<>();
        for (LatentSpace factor : factors) {
            inputs.put(Integer.toString(inputs.size()), factor.networkInput());
        }
        return new ProductNetworkInput(this, inputs);
    }

    @Override
    public int[] units() {
        List<Integer> units = new ArrayList<>();
        int before = 0;
        for (LatentSpace factor : factors) {
            int[] own = factor.units();
            for (int unit : own) {
                units.add(before + unit);
            }
            before += 1 + Arrays.stream(own).max().orElse(-1);
        }
        return units.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public int degreesOfFreedom() {
        return factors.stream().mapToInt(LatentSpace::degreesOfFreedom).sum();
    }

    @Override
    public double[] referenceVariances() {
        return factors.stream()
                .flatMapToDouble(factor -> Arrays.stream(factor.referenceVariances()))
                .toArray();
    }

    /** {@inheritDoc} Here each factor has the geometry and the numbers of its own columns. */
    @Override
    public TableColumns columns(String name, boolean exact) {
        return new TableColumns(
                TableColumns.numbered(name, eventShape().size()),
                z -> join(each(factors, z, (factor, part) -> columns(factor).values().apply(part))),
                factors.stream().flatMap(factor -> columns(factor).groups().stream()).toList());
    }

    /** A factor whose table has other columns than its coordinates shows these. */
    private static TableColumns columns(LatentSpace factor) {
        TableColumns own = factor.columns("", false);
        int coordinates = factor.eventShape().size();
        return own.names().size() == coordinates
                ? own
                : new TableColumns(TableColumns.numbered("", coordinates), z -> z);
    }

    @Override
    public PartChoice referencePrior() {
        List<Map<String, Object>> priors = new ArrayList<>();
        for (LatentSpace factor : factors) {
            PartChoice prior = factor.referencePrior();
            Map<String, Object> section = new LinkedHashMap<>();
            section.put("type", prior.type());
            section.putAll(prior.settings());
            priors.add(section);
        }
        return new PartChoice("product", Map.of("factors", priors));
    }

    /** {@inheritDoc} Here they are those of the factors; empty if a factor has none. */
    @Override
    public Optional<RankedUnits> rankedUnits() {
        return all(factors, LatentSpace::rankedUnits).map(each -> new ProductUnits(this, each));
    }

    /** The units of all factors, one factor after another. */
    private record ProductUnits(Product product, List<RankedUnits> factors) implements RankedUnits {

        @Override
        public List<Unit> units(String name) {
            List<Unit> all = new ArrayList<>();
            for (int i = 0; i < factors.size(); i++) {
                all.addAll(factors.get(i).units(name + "." + i));
            }
            return all;
        }

        @Override
        public Tensor of(Tensor z, Tensor reference) {
            List<Tensor> points = product.split(z);
            List<Tensor> references = product.split(reference);
            List<Tensor> all = new ArrayList<>();
            for (int i = 0; i < factors.size(); i++) {
                all.add(factors.get(i).of(points.get(i), references.get(i)));
            }
            return Tensor.concatenate(all, -1);
        }
    }

    @Override
    public Optional<Geodesics> geodesics() {
        return all(factors, LatentSpace::geodesics).map(each -> new ProductGeodesics(this, each));
    }

    @Override
    public Optional<Walks> walks() {
        return all(factors, LatentSpace::walks).map(each -> new ProductWalks(this, each));
    }

    /**
     * {@inheritDoc} Here it is the root of the sum of the squares of those of the factors, if all
     * have one and none counts points, whose walks go in steps.
     */
    @Override
    public Optional<Tensor> distance(Tensor from, Tensor to) {
        List<Tensor> starts = split(from);
        List<Tensor> ends = split(to);
        Optional<Tensor> squares = Optional.of(from.mul(0).sum(-1));
        for (int i = 0; i < factors.size(); i++) {
            LatentSpace factor = factors.get(i);
            Optional<Tensor> own =
                    factor.measure() == BaseMeasure.COUNTING
                            ? Optional.empty()
                            : factor.distance(starts.get(i), ends.get(i));
            squares = squares.flatMap(sum -> own.map(distance -> sum.add(distance.square())));
        }
        return squares.map(Tensor::sqrt);
    }

    /**
     * Takes values apart.
     *
     * @param z [..., event]
     * @return one tensor [..., event of the factor] per factor, in order
     */
    public List<Tensor> split(Tensor z) {
        if (!z.shape().from(-1).equals(eventShape())) {
            throw new IllegalArgumentException(
                    "values of shape " + z.shape() + " do not lie in " + this);
        }
        Shape outer = z.shape().range(0, -1);
        List<Tensor> parts = new ArrayList<>();
        int from = 0;
        for (LatentSpace factor : factors) {
            Shape event = factor.eventShape();
            int to = from + event.size();
            parts.add(z.slice(-1, from, to).reshape(outer.append(event)));
            from = to;
        }
        return parts;
    }

    /**
     * Puts values together: the inverse of {@link #split}.
     *
     * @param parts one tensor [..., event of the factor] per factor, in order
     * @return [..., event]
     */
    public Tensor join(List<Tensor> parts) {
        List<Tensor> flat = new ArrayList<>();
        for (int i = 0; i < factors.size(); i++) {
            Tensor part = parts.get(i);
            Shape event = factors.get(i).eventShape();
            Shape outer = part.shape().range(0, part.shape().rank() - event.rank());
            flat.add(part.reshape(outer.append(event.size())));
        }
        return Tensor.concatenate(flat, -1);
    }

    /**
     * Returns what a function makes of each factor's part of values.
     *
     * @param of what belongs to the factors, in order
     * @param z [..., event]
     */
    <F> List<Tensor> each(Collection<F> of, Tensor z, BiFunction<F, Tensor, Tensor> function) {
        Iterator<Tensor> parts = split(z).iterator();
        return of.stream().map(factor -> function.apply(factor, parts.next())).toList();
    }

    /** Returns what all factors have; empty if one has none. */
    static <F, T> Optional<List<T>> all(Collection<F> factors, Function<F, Optional<T>> of) {
        List<T> found = factors.stream().flatMap(factor -> of.apply(factor).stream()).toList();
        return found.size() == factors.size() ? Optional.of(found) : Optional.empty();
    }

    static Tensor sum(List<Tensor> terms) {
        return terms.stream().reduce(Tensor::add).orElseThrow();
    }

    private Tensor joined(IntFunction<Tensor> part) {
        return join(IntStream.range(0, factors.size()).mapToObj(part).toList());
    }

    @Override
    public String toString() {
        return factors.stream().map(Object::toString).collect(Collectors.joining(" x "));
    }

    /**
     * Every factor moves by itself: a geodesic of a product is one of geodesics of the factors.
     */
    private record ProductGeodesics(Product product, List<Geodesics> factors) implements Geodesics {

        @Override
        public Tensor tangent(Tensor z, Tensor vectors) {
            List<Tensor> points = product.split(z);
            List<Tensor> parts = product.split(vectors);
            return product.joined(i -> factors.get(i).tangent(points.get(i), parts.get(i)));
        }

        @Override
        public Motion move(Motion start, Tensor time) {
            List<Tensor> points = product.split(start.z());
            List<Tensor> velocities = product.split(start.velocity());
            List<Motion> ends = new ArrayList<>();
            for (Geodesics factor : factors) {
                int i = ends.size();
                ends.add(factor.move(new Motion(points.get(i), velocities.get(i)), time));
            }
            return new Motion(
                    product.joined(i -> ends.get(i).z()),
                    product.joined(i -> ends.get(i).velocity()));
        }

        @Override
        public Tensor velocity(Tensor from, Tensor to) {
            List<Tensor> starts = product.split(from);
            List<Tensor> ends = product.split(to);
            return product.joined(i -> factors.get(i).velocity(starts.get(i), ends.get(i)));
        }

        @Override
        public Tensor curvature(Tensor z) {
            List<Tensor> points = product.split(z);
            return product.joined(i -> factors.get(i).curvature(points.get(i)));
        }
    }

    /**
     * All factors go from one value to another at once, each on its own way; a unit is led in its
     * factor, while the other factors stay.
     */
    private record ProductWalks(Product product, List<Walks> factors) implements Walks {

        @Override
        public Tensor between(Tensor from, Tensor to, int steps) {
            List<Tensor> starts = product.split(from);
            List<Tensor> ends = product.split(to);
            return product.joined(i -> factors.get(i).between(starts.get(i), ends.get(i), steps));
        }

        @Override
        public Tensor alongUnit(Tensor z, int unit, int steps, Tensor draws) {
            int factor = 0;
            int first = 0;
            int count = units(product.factors().get(0));
            while (unit >= first + count) {
                first += count;
                factor++;
                count = units(product.factors().get(factor));
            }
            List<Tensor> parts = product.split(z);
            Tensor drawn = product.split(draws).get(factor);
            Tensor led =
                    factors.get(factor).alongUnit(parts.get(factor), unit - first, steps, drawn);
            int own = factor;
            return product.joined(
                    i ->
                            i == own
                                    ? led
                                    : parts.get(i)
                                            .broadcastTo(
                                                    parts.get(i)
                                                            .shape()
                                                            .prepend(led.shape().extent(0))));
        }

        private static int units(LatentSpace factor) {
            return 1 + Arrays.stream(factor.units()).max().orElse(-1);
        }
    }

    /**
     * Lays every factor out in its own way, side by side.
     *
     * @param space the product
     * @param factors by name, in order
     */
    record ProductNetworkInput(Product space, Map<String, NetworkInput> factors)
            implements NetworkInput {

        ProductNetworkInput {
            factors = Collections.unmodifiableMap(new LinkedHashMap<>(factors));
        }

        @Override
        public int width() {
            return factors.values().stream().mapToInt(NetworkInput::width).sum();
        }

        @Override
        public Tensor of(Tensor z) {
            return Tensor.concatenate(space.each(factors.values(), z, NetworkInput::of), -1);
        }

        /** {@inheritDoc} Here it is known if those of all factors are. */
        @Override
        public Optional<BinaryOperator<Tensor>> derivative() {
            return all(factors.values(), NetworkInput::derivative)
                    .map(each -> (z, directions) -> derivative(each, z, directions));
        }

        private Tensor derivative(List<BinaryOperator<Tensor>> each, Tensor z, Tensor directions) {
            List<Tensor> along = space.split(directions);
            List<Tensor> points = space.split(z);
            return Tensor.concatenate(
                    IntStream.range(0, each.size())
                            .mapToObj(i -> each.get(i).apply(points.get(i), along.get(i)))
                            .toList(),
                    -1);
        }

        @Override
        public Optional<Grid> grid() {
            return Optional.empty();
        }

        /** Returns the parameters of all factors, named {@code factor.parameter}. */
        @Override
        public List<Parameter> parameters() {
            return Component.named(factors);
        }
    }
}
