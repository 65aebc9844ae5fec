import pg from 'pg';

// PGHOST, PGUSER and PGDATABASE say where; the size was chosen by measurement (README).
export const pool = new pg.Pool({ max: Number(process.env.POOL || 20) });
