// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor;

/**
 * How programs that are the same, or come again, are carried out.
 *
 * @param members how many runtimes compute as one what they all compute
 * @param captured whether what is computed is captured when it comes again, and carried out as a whole
 */
public record ProgramSharing(int members, boolean captured) {}
