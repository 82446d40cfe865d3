// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.ReflectionSupport;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.TestQuantity;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.VaeLabModule;
import org.vaelab.framework.settings.Registry;

/**
 * Fails if a registered part of a module has no contract, or cites a paper without an entry, and if
 * a report section is not announced. Contracts are the concrete subclasses of {@link PartContract}
 * on the class path with a constructor without arguments, in the package of the sweep and those
 * below it. Each kind of part has its contract: {@link PosteriorContract}, {@link PriorContract},
 * {@link LikelihoodContract}, {@link EstimatorContract}, {@link GenerativeEstimatorContract},
 * {@link RegularizerContract}, {@link InferenceContract}, {@link ModelContract}, {@link
 * VariantContract}, {@link MetricContract}, {@link TestQuantityContract}, {@link DataSourceContract}, {@link
 * ArchitectureContract}.
 *
 * <pre>{@code
 * final class SweepTest extends PartSweep {
 *     SweepTest() {
 *         super(LogisticModule.class);
 *     }
 * }
 * }</pre>
 */
public abstract class PartSweep {

    private final Class<? extends VaeLabModule> module;

    /**
     * Creates the sweep.
     *
     * @param module whose parts have contracts beside or below this class; it has a constructor
     *     without arguments, as every module that is found by {@link java.util.ServiceLoader}
     */
    protected PartSweep(Class<? extends VaeLabModule> module) {
        this.module = module;
    }

    /**
     * Creates the sweep of the module that {@code META-INF/services} names in the package of this
     * class.
     */
    protected PartSweep() {
        this.module =
                ServiceLoader.load(VaeLabModule.class, getClass().getClassLoader()).stream()
                        .<Class<? extends VaeLabModule>>map(ServiceLoader.Provider::type)
                        .filter(type -> type.getPackageName().equals(packageName()))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "META-INF/services names no VaeLabModule in the package "
                                                        + packageName()));
    }

    /**
     * Returns the parts that other tests check, by name, with the reason for which no contract can.
     * By default there are none.
     */
    protected Map<String, String> checkedElsewhere() {
        return Map.of();
    }

    /** Every part of the module has a contract, and there are parts. */
    @Test
    final void everyPartHasAContract() {
        Map<Class<?>, Set<String>> covered = new HashMap<>();
        List<Class<?>> contracts = contracts();
        for (Class<?> type : contracts) {
            PartContract contract = (PartContract) instance(type);
            covered.computeIfAbsent(contract.point(), point -> new TreeSet<>())
                    .addAll(contract.parts());
        }
        assertThat(contracts).as("contracts in package " + packageName()).isNotEmpty();
        Map<Class<?>, Map<String, Class<?>>> parts = parts();
        assertThat(parts.values().stream().mapToInt(Map::size).sum())
                .as("parts that " + module.getName() + " announces")
                .isPositive();
        List<String> missing = new ArrayList<>();
        parts.forEach(
                (point, byName) ->
                        byName.forEach(
                                (name, type) -> {
                                    if (!covered.getOrDefault(point, Set.of()).contains(name)
                                            && !checkedElsewhere().containsKey(name)) {
                                        missing.add(complaint(point, name, type));
                                    }
                                }));
        assertThat(missing).as("parts without a contract").isEmpty();
    }

    /** Each key of a part has another value in some settings of its contract, or near them. */
    @Tag("full")
    @Test
    final void everyKeyIsVaried() {
        Map<String, Set<String>> keys = new TreeMap<>();
        Map<Class<?>, Map<String, Class<?>>> parts = parts();
        for (Class<?> type : contracts()) {
            PartContract contract = (PartContract) instance(type);
            if (contract.hasFingerprint()
                    && parts.getOrDefault(contract.point(), Map.of())
                            .containsKey(contract.part())) {
                String part = Registry.kind(contract.point()) + " '" + contract.part() + "'";
                Set<String> own = new TreeSet<>(contract.keysNeverVaried());
                keys.merge(part, own, PartSweep::inBoth);
            }
        }
        for (Class<?> type : contracts()) {
            if (instance(type) instanceof MetricContract metrics) {
                Set<String> own = new TreeSet<>(metrics.parts());
                own.retainAll(parts.getOrDefault(Metric.class, Map.of()).keySet());
                for (String name : own) {
                    Set<String> left = new TreeSet<>(metrics.keysNeverVaried(name));
                    keys.merge("metric '" + name + "'", left, PartSweep::inBoth);
                }
            }
        }
        List<String> never = new ArrayList<>();
        keys.forEach(
                (part, all) ->
                        all.forEach(
                                key ->
                                        never.add(
                                                part
                                                        + ": add settings with another value of '"
                                                        + key
                                                        + "' to its contract")));
        assertThat(never).as("keys that no contract varies").isEmpty();
    }

    /** Each report section of the module's jar is named in {@code META-INF/services}. */
    @Test
    final void everySectionIsAnnounced() {
        List<String> missing = new ArrayList<>();
        for (Class<?> service : services()) {
            Set<Class<?>> announced =
                    ServiceLoader.load(service, module.getClassLoader()).stream()
                            .map(ServiceLoader.Provider::type)
                            .collect(Collectors.toSet());
            providers(service).stream()
                    .filter(type -> !announced.contains(type))
                    .map(
                            type ->
                                    "add "
                                            + type.getName()
                                            + " to META-INF/services/"
                                            + service.getName())
                    .forEach(missing::add);
        }
        assertThat(missing).as("classes that no report finds").isEmpty();
    }

    /**
     * Returns the services that are not parts: report sections, where reports are on the class
     * path.
     */
    List<Class<?>> services() {
        return ReflectionSupport.tryToLoadClass(
                        "org.vaelab.reports.render.ReportSection", module.getClassLoader())
                .toOptional()
                .<List<Class<?>>>map(List::of)
                .orElse(List.of());
    }

    /**
     * Returns the classes that could be announced, from where the module is, not from its tests.
     */
    private List<Class<?>> providers(Class<?> service) {
        CodeSource source = module.getProtectionDomain().getCodeSource();
        return ReflectionSupport.findAllClassesInPackage(
                module.getPackageName(),
                type ->
                        service.isAssignableFrom(type)
                                && !Modifier.isAbstract(type.getModifiers())
                                && Stream.of(type.getConstructors())
                                        .anyMatch(c -> c.getParameterCount() == 0)
                                && Objects.equals(
                                        source, type.getProtectionDomain().getCodeSource()),
                name -> true);
    }

    private static String complaint(Class<?> point, String name, Class<?> type) {
        String kind = Registry.kind(point);
        String contract =
                Stream.of(kind.split(" "))
                                .map(
                                        word ->
                                                Character.toUpperCase(word.charAt(0))
                                                        + word.substring(1))
                                .collect(Collectors.joining())
                        + "Contract";
        return kind
                + " '"
                + name
                + "' ("
                + type.getName()
                + "): write a test class that extends "
                + contract;
    }

    private static Set<String> inBoth(Set<String> one, Set<String> other) {
        one.retainAll(other);
        return one;
    }

    /** Returns the package that is searched for contracts. */
    String packageName() {
        return getClass().getPackageName();
    }

    private List<Class<?>> contracts() {
        return ReflectionSupport.findAllClassesInPackage(
                packageName(),
                type ->
                        PartContract.class.isAssignableFrom(type)
                                && !Modifier.isAbstract(type.getModifiers())
                                && Stream.of(type.getDeclaredConstructors())
                                        .anyMatch(c -> c.getParameterCount() == outer(type)),
                name -> true);
    }

    /** Returns how many arguments a constructor takes for the instance that encloses it. */
    private static int outer(Class<?> type) {
        return type.isMemberClass() && !Modifier.isStatic(type.getModifiers()) ? 1 : 0;
    }

    /** Creates a contract, also one that is nested in another test class. */
    private static Object instance(Class<?> type) {
        return outer(type) == 0
                ? ReflectionSupport.newInstance(type)
                : ReflectionSupport.newInstance(type, instance(type.getEnclosingClass()));
    }

    /** Returns the parts of the module alone. */
    private Map<Class<?>, Map<String, Class<?>>> parts() {
        Plugins plugins = Plugins.of(List.of(ReflectionSupport.newInstance(module)));
        Map<Class<?>, Map<String, Class<?>>> parts = new HashMap<>();
        for (Class<?> point : plugins.points()) {
            Map<String, Class<?>> types = parts.computeIfAbsent(point, p -> new TreeMap<>());
            plugins.of(point).types().forEach((name, type) -> types.put(name, type.type()));
        }
        for (Class<?> point : List.of(Metric.class, TestQuantity.class)) {
            Map<String, Class<?>> instances = parts.computeIfAbsent(point, p -> new TreeMap<>());
            plugins.instances(point)
                    .forEach((name, instance) -> instances.put(name, instance.getClass()));
        }
        return parts;
    }
}
