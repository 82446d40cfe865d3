// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

/**
 * The operations from which all others can be composed, by kind. Axes arrive in [0, rank),
 * ascending; operands have one dtype. A result may share memory with an operand.
 */
public interface PrimitiveOperations
        extends ElementwiseOperations,
                ReductionOperations,
                ArrangementOperations,
                ProductOperations {}
