import { testConvolutions } from '../../test/convolution-cases.ts';

testConvolutions();
