// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.space;

/**
 * An integral with an estimate of its error.
 *
 * @param error the difference from half as many points for quadrature, the standard error for
 *     importance sampling, 0 for a sum
 */
public record Integral(double value, double error) {}
