// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.ReflectionSupport;
import org.vaelab.framework.plugin.Plugins;

/**
 * Fails where a registered part has no contract. Contracts are found on the class path: the concrete
 * subclasses of {@link PosteriorContract}, {@link PriorContract}, {@link LikelihoodContract}, {@link
 * EstimatorContract} and {@link VariantContract} in a package and those below it that have a
 * constructor without arguments.
 *
 * <pre>{@code
 * final class SweepTest extends PartSweep {
 *     SweepTest() {
 *         super("com.example.laplace");
 *     }
 * }
 * }</pre>
 */
public abstract class PartSweep {

    private final String packageName;

    /**
     * Creates the sweep.
     *
     * @param packageName of the classes that make the parts, and of their contracts; those of other
     *     packages, such as the standard parts, are somebody else's
     */
    protected PartSweep(String packageName) {
        this.packageName = packageName;
    }

    /** Every part of the package has a contract, and there are parts. */
    @Test
    final void everyPartHasAContract() {
        Map<PartContract.Kind, Set<String>> covered = new EnumMap<>(PartContract.Kind.class);
        List<Class<?>> contracts = contracts();
        for (Class<?> type : contracts) {
            PartContract contract = (PartContract) ReflectionSupport.newInstance(type);
            covered.computeIfAbsent(contract.kind(), kind -> new TreeSet<>()).add(contract.part());
        }
        assertThat(contracts).as("contracts in package " + packageName).isNotEmpty();
        Map<PartContract.Kind, Map<String, Object>> parts = parts();
        assertThat(parts.values().stream().mapToInt(Map::size).sum())
                .as("registered parts of package " + packageName)
                .isPositive();
        List<String> missing = new ArrayList<>();
        parts.forEach(
                (kind, byName) ->
                        byName.forEach(
                                (name, maker) -> {
                                    if (!covered.getOrDefault(kind, Set.of()).contains(name)) {
                                        missing.add(complaint(kind, name, maker));
                                    }
                                }));
        assertThat(missing).as("parts without a contract").isEmpty();
    }

    private static String complaint(PartContract.Kind kind, String name, Object maker) {
        String point = kind.name().charAt(0) + kind.name().substring(1).toLowerCase(Locale.ROOT);
        return point
                + " '"
                + name
                + "' ("
                + maker.getClass().getName()
                + "): write a test class that extends "
                + point
                + "Contract";
    }

    private List<Class<?>> contracts() {
        return ReflectionSupport.findAllClassesInPackage(
                packageName,
                type ->
                        PartContract.class.isAssignableFrom(type)
                                && !Modifier.isAbstract(type.getModifiers())
                                && Stream.of(type.getDeclaredConstructors())
                                        .anyMatch(c -> c.getParameterCount() == 0),
                name -> true);
    }

    private Map<PartContract.Kind, Map<String, Object>> parts() {
        Plugins plugins = plugins();
        Map<PartContract.Kind, Map<String, Object>> parts = new EnumMap<>(PartContract.Kind.class);
        parts.put(PartContract.Kind.POSTERIOR, own(plugins.posteriors().parts()));
        parts.put(PartContract.Kind.PRIOR, own(plugins.priors().parts()));
        parts.put(PartContract.Kind.LIKELIHOOD, own(plugins.likelihoods().parts()));
        parts.put(PartContract.Kind.ESTIMATOR, own(plugins.estimators().parts()));
        parts.put(PartContract.Kind.VARIANT, own(plugins.variants().parts()));
        return parts;
    }

    /** Returns the parts to sweep. */
    Plugins plugins() {
        return Plugins.load(PartSweep.class.getClassLoader());
    }

    private Map<String, Object> own(Map<String, ?> parts) {
        Map<String, Object> own = new TreeMap<>();
        parts.forEach(
                (name, maker) -> {
                    if (maker.getClass().getName().startsWith(packageName + ".")) {
                        own.put(name, maker);
                    }
                });
        return own;
    }
}
