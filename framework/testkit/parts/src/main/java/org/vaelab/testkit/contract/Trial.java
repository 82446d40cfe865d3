// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.vaelab.framework.random.RandomKey;

/**
 * A check of a contract with one value for each of its parameters.
 *
 * @param name of the check
 */
record Trial(PartContract contract, String name, List<Object> arguments)
        implements TestTemplateInvocationContext, ParameterResolver, InvocationInterceptor {

    private static final String CHOICE = "vaelab.testkit.trials";

    /** Returns the trials of a check: one for each combination of values of its parameters. */
    static List<Trial> of(PartContract contract, Method check) {
        Check described = check.getAnnotation(Check.class);
        String name = described.value();
        List<List<Object>> combinations = List.of(List.of());
        for (Class<?> type : check.getParameterTypes()) {
            List<?> values =
                    type == RandomKey.class
                            ? List.of(contract.key(name))
                            : contract.values(type, described.atDefaults());
            List<List<Object>> longer = new ArrayList<>();
            for (List<Object> combination : combinations) {
                for (Object value : values) {
                    List<Object> both = new ArrayList<>(combination);
                    both.add(value);
                    longer.add(both);
                }
            }
            combinations = longer;
        }
        return combinations.stream().map(all -> new Trial(contract, name, all)).toList();
    }

    /** Returns the values but the key, as text. */
    String values() {
        return arguments.stream()
                .filter(value -> !(value instanceof RandomKey))
                .map(String::valueOf)
                .collect(Collectors.joining(" "));
    }

    @Override
    public String getDisplayName(int invocation) {
        return values().isEmpty() ? name : values();
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
        return List.of(this);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return true;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return arguments.get(parameter.getIndex());
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        contract.run(this, invocation);
    }

    /** Returns the trials of these that are run, see {@link Check}. */
    static List<Trial> chosen(List<Trial> all, String which) {
        int first = Math.min(1, all.size());
        return switch (which) {
            case "all" -> all;
            case "first" -> all.subList(0, first);
            case "further" -> all.subList(first, all.size());
            default ->
                    throw new IllegalArgumentException(
                            "%s: expected all, first or further, got '%s'"
                                    .formatted(CHOICE, which));
        };
    }

    /** Finds the trials of a check for JUnit. */
    static final class Provider implements TestTemplateInvocationContextProvider {

        @Override
        public boolean supportsTestTemplate(ExtensionContext context) {
            return true;
        }

        @Override
        public boolean mayReturnZeroTestTemplateInvocationContexts(ExtensionContext context) {
            return true;
        }

        @Override
        public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
                ExtensionContext context) {
            PartContract contract = (PartContract) context.getRequiredTestInstance();
            List<Trial> all = of(contract, context.getRequiredTestMethod());
            String which = context.getConfigurationParameter(CHOICE).orElse("all");
            return chosen(all, which).stream().map(TestTemplateInvocationContext.class::cast);
        }
    }
}
