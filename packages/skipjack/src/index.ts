export * from '@skipjack/blocks';
export * from '@skipjack/datasets';
export * from '@skipjack/experiments';
export * from '@skipjack/models';
export * from '@skipjack/recipes';
export * from '@skipjack/tensorflow';
export * from '@skipjack/visualize';
