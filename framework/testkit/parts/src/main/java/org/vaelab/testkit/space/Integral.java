// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.space;

/**
 * An integral with what is known of its error.
 *
 * @param error of a quadrature the difference from one with half as many points, of importance
 *     sampling the standard error; 0 for a sum
 */
public record Integral(double value, double error) {}
