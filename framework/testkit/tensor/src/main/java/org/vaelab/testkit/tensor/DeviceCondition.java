// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.vaelab.framework.tensor.spi.BackendProvider;

/** Enables a test only where a backend has the device that {@link OnDevice} names. */
final class DeviceCondition implements ExecutionCondition {

    private static final System.Logger LOG = System.getLogger(DeviceCondition.class.getName());

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return context.getElement()
                .flatMap(element -> AnnotationSupport.findAnnotation(element, OnDevice.class))
                .map(annotation -> evaluate(context, annotation.value()))
                .orElseGet(() -> ConditionEvaluationResult.enabled("asks for no device"));
    }

    private static ConditionEvaluationResult evaluate(ExtensionContext context, String device) {
        ConditionEvaluationResult result =
                evaluate(
                        device,
                        StreamSupport.stream(
                                        ServiceLoader.load(BackendProvider.class).spliterator(),
                                        false)
                                .toList());
        if (result.isDisabled()) {
            // Surefire counts what is skipped and keeps the reason to itself.
            LOG.log(
                    System.Logger.Level.INFO,
                    context.getDisplayName() + " skipped: " + result.getReason().orElse(""));
        }
        return result;
    }

    static ConditionEvaluationResult evaluate(String device, List<BackendProvider> providers) {
        if (providers.stream().anyMatch(provider -> provider.devices().contains(device))) {
            return ConditionEvaluationResult.enabled("device " + device + " is here");
        }
        String reasons =
                providers.stream()
                        .flatMap(
                                provider ->
                                        provider.absence(device).stream()
                                                .map(text -> provider.name() + ": " + text))
                        .collect(Collectors.joining("; "));
        return ConditionEvaluationResult.disabled(
                "no device " + device + (reasons.isEmpty() ? "" : " (" + reasons + ")"));
    }
}
