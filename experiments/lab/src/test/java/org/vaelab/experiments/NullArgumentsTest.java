// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.plan.Shard;
import org.vaelab.experiments.run.Control;
import org.vaelab.experiments.run.Executor;
import org.vaelab.experiments.run.Listener;
import org.vaelab.experiments.use.Alarm;
import org.vaelab.experiments.use.Codes;
import org.vaelab.experiments.use.Condition;
import org.vaelab.experiments.use.Lab;
import org.vaelab.experiments.use.Model;
import org.vaelab.experiments.use.ModelPool;
import org.vaelab.experiments.use.Rows;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.plugin.PluginJars;
import org.vaelab.framework.random.Continuous;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.sources.SpritesSource;
import org.vaelab.variants.gaussian.DiagonalNormalFamily;

/** A null argument of the types that a program begins with is refused at once, by its name. */
final class NullArgumentsTest {

    private static final RandomKey KEY = RandomKey.of(3);

    /** A message that names what is null: by hand, or that of the JVM for a parameter. */
    private static final Pattern NAMED =
            Pattern.compile(
                    "^[\\w. ]+ must not be null.*|.* because \"(\\w|\\[\\])+\" is null",
                    Pattern.DOTALL);

    /**
     * Members that take null: by the contract of Object, by their Javadoc (a run without a record),
     * and those that VaeLab itself calls.
     */
    private static final Set<String> ALLOWED =
            Set.of(
                    "RandomKey.equals",
                    "Control.equals",
                    "RunFolder.equals",
                    "RunFolder.readCompute",
                    "Listener.heard",
                    "Listener.control");

    @TempDir static Path folder;

    private final Map<Class<?>, Object> plausible = new LinkedHashMap<>();

    private static void put(Map<Class<?>, Object> all, Object... values) {
        for (int i = 0; i < values.length; i += 2) {
            all.put((Class<?>) values[i], values[i + 1]);
        }
    }

    private Object plausible(Class<?> type, Executable of) {
        if (plausible.containsKey(type)) {
            return plausible.get(type);
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        if (type.isArray()) {
            Object array = Array.newInstance(type.getComponentType(), 1);
            Array.set(array, 0, plausible(type.getComponentType(), of));
            return array;
        }
        for (Object each : plausible.values()) {
            if (type.isInstance(each)) {
                return each;
            }
        }
        if (type.isInterface()) {
            return Proxy.newProxyInstance(
                    type.getClassLoader(),
                    new Class<?>[] {type},
                    (proxy, method, arguments) -> arguments == null ? null : arguments[0]);
        }
        throw new AssertionError(of + " needs a plausible " + type);
    }

    @Tag("full")
    @Test
    void aNullArgumentIsNamed() throws IOException {
        double[][] values = new double[100][];
        Arrays.setAll(values, i -> KEY.fold(i).normal(2));
        Rows rows = Rows.of("r", values);
        Experiment experiment =
                Experiment.named("nulls")
                        .data(rows)
                        .set("data.validation", 0.3)
                        .training(t -> t.steps(5).batch(20))
                        .model("vae", m -> m.posterior(new DiagonalNormalFamily(1)))
                        .in(folder.resolve("nulls"));
        Plan plan = experiment.plan();
        Results results = plan.run(Executor.local(1), Listener.SILENT).orThrow();
        RunFolder run = results.run("vae", 1);
        List<ModelConfig> configs = new ArrayList<>();
        experiment.model(
                "other",
                m -> {
                    configs.add(m);
                    return m;
                });
        try (Model model = results.model("vae", 1);
                Lab lab = Lab.with();
                ModelPool pool = ModelPool.open(run, 1)) {
            Alarm alarm = model.alarm(0.2);
            Codes codes = model.encode(values);
            put(
                    plausible,
                    int.class,
                    1,
                    long.class,
                    1L,
                    double.class,
                    0.5,
                    float.class,
                    0.5f,
                    boolean.class,
                    true,
                    String.class,
                    "vae",
                    Object.class,
                    "vae",
                    Path.class,
                    folder.resolve("out.csv"),
                    RunFolder.class,
                    run,
                    Lab.class,
                    lab,
                    Rows.class,
                    rows,
                    Examples.class,
                    model.test(),
                    ExampleReader.Found.class,
                    new ExampleReader.Found(model.test(), List.of()),
                    Condition.class,
                    Condition.NONE,
                    RandomKey.class,
                    KEY,
                    DataSource.class,
                    SpritesSource.ofSize(16),
                    List.class,
                    List.of(),
                    Map.class,
                    Map.of("r", rows),
                    Class.class,
                    DiagonalNormalFamily.class,
                    PluginJars.class,
                    lab.jars(),
                    DataLocations.class,
                    lab.locations(),
                    Column.class,
                    Column.real("x"),
                    ValueDomain.class,
                    ValueDomain.REAL,
                    Shard.class,
                    Shard.WHOLE,
                    Listener.class,
                    Listener.SILENT,
                    Executor.class,
                    Executor.local(1),
                    Continuous.class,
                    Continuous.NORMAL,
                    Control.class,
                    Control.GO_ON,
                    Record.class,
                    new DiagonalNormalFamily(1),
                    Optional.class,
                    Optional.empty(),
                    OptionalInt.class,
                    OptionalInt.empty());
            List<String> wrong = new ArrayList<>();
            int tried = 0;
            for (Object each :
                    List.of(
                            experiment,
                            configs.get(0),
                            rows,
                            plan,
                            results,
                            run,
                            model,
                            pool,
                            codes,
                            alarm,
                            Condition.NONE,
                            Listener.SILENT,
                            Control.GO_ON,
                            lab,
                            KEY)) {
                Class<?> type = each instanceof Listener ? Listener.class : each.getClass();
                tried += sweep(type, each, wrong);
            }
            assertThat(tried).isGreaterThan(150);
            assertThat(wrong).isEmpty();
        }
    }

    /** Calls each public member of a type with one null at a time; returns how many calls there were. */
    private int sweep(Class<?> type, Object target, List<String> wrong) {
        int tried = 0;
        List<Executable> members = new ArrayList<>(List.of(type.getConstructors()));
        Stream.of(type.getMethods())
                .filter(m -> m.getDeclaringClass().getName().startsWith("org.vaelab"))
                .filter(m -> !m.isBridge() && !m.isSynthetic())
                .forEach(members::add);
        for (Executable member : members) {
            String name = type.getSimpleName() + "." + member.getName();
            if (member.isAnnotationPresent(Internal.class) || ALLOWED.contains(name)) {
                continue;
            }
            Class<?>[] types = member.getParameterTypes();
            for (int i = 0; i < types.length; i++) {
                if (!types[i].isPrimitive()) {
                    tried++;
                    String found = refusal(member, target, i);
                    if (!NAMED.matcher(found).matches()) {
                        wrong.add(
                                name
                                        + Arrays.toString(
                                                Stream.of(types)
                                                        .map(Class::getSimpleName)
                                                        .toArray())
                                        + " argument "
                                        + i
                                        + ": "
                                        + found);
                    }
                }
            }
        }
        return tried;
    }

    /** Returns the message of the exception for null in one place. */
    private String refusal(Executable member, Object target, int place) {
        Parameter[] parameters = member.getParameters();
        Object[] arguments = new Object[parameters.length];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = i == place ? null : plausible(parameters[i].getType(), member);
        }
        try {
            if (member instanceof Method method) {
                method.setAccessible(true);
                method.invoke(Modifier.isStatic(method.getModifiers()) ? null : target, arguments);
            } else {
                ((java.lang.reflect.Constructor<?>) member).newInstance(arguments);
            }
            return "nothing is thrown";
        } catch (InvocationTargetException e) {
            return e.getCause() instanceof NullPointerException
                    ? String.valueOf(e.getCause().getMessage())
                    : e.getCause().toString();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(String.valueOf(e.getMessage()), e);
        }
    }
}
